using Facet.Care;

namespace Facet.Scheduling;

/// <summary>A bound for a run of any size: what every visit would have if resources had prices and nobody else were there.</summary>
/// <remarks>
/// Lagrangian relaxation. People, rooms and devices with the same skills are a pool, with a capacity c in each quarter. For any prices p ≥ 0 no result has more points than Σ p·c + Σ over visits of max(0, the best start's points − its prices):
/// rules about one pool at a time are paid for, all others and all wishes but "earlier" are left out. Prices move by subgradient steps towards the least such sum.
/// </remarks>
internal sealed class PriceBound
{
    private sealed class Pool
    {
        public required double[] Capacity { get; init; }

        /// <summary>Quarters that can be used in all: less than the sum where nothing fits into what is left of a shift.</summary>
        public double Usable { get; set; }

        /// <summary>Price of any quarter, besides its own.</summary>
        public double Flat { get; set; }

        public required double[] Price { get; init; }
        public required double[] Use { get; init; }
        public required double[] Slope { get; init; }
    }

    /// <summary>Visits that the bound cannot tell apart but by their starts.</summary>
    private sealed class Kind
    {
        public required Serving Need { get; init; }
        public required (Pool Pool, double Share)[][] Choices { get; init; }
        public required double[] Cost { get; init; }
        public required Pool?[][] Cheapest { get; init; }
    }

    private sealed class Candidate(Kind kind, int[] starts, int[] worth)
    {
        public Kind Kind => kind;
        public int[] Starts => starts;
        public int[] Worth => worth;
        public int Count { get; set; } = 1;

        /// <summary>The most points with each choice of pools: what matters while a pool has one price at all times.</summary>
        public (Pool Pool, double Quarters)[][] Ways { get; set; } = [];
        public int[] Most { get; set; } = [];
    }

    private readonly Occupancy occupancy;
    private readonly int quarters;
    private readonly Pool?[] poolOf;
    private readonly List<Pool> pools = [];
    private readonly Dictionary<VisitNeed, Kind> kinds = [];
    private readonly List<Candidate> visits = [];

    public PriceBound(SeriesProblem problem, IReadOnlyList<RequestToPlace> requests)
    {
        occupancy = problem.Occupancy;
        occupancy.Know(requests.Select(request => request.Need).Distinct());
        quarters = occupancy.Days * Occupancy.QuartersADay;
        poolOf = Pools();
        var chain = new ChainSearch(problem);
        var known = new Dictionary<(VisitNeed, UInt128[], int, int), Candidate>();
        foreach (var request in requests)
        {
            foreach (var visit in request.Visits)
            {
                // People without visits of their own yet, with the same times and days, have the same starts.
                var key = (request.Request.Need, request.Times, visit.FirstDay, visit.LastDay);
                if (request.Booked.Count == 0 && known.TryGetValue(key, out var same)) { same.Count++; continue; }
                var starts = chain.StartsOf(request, visit, request.Booked);
                var candidate = new Candidate(KindOf(request.Need), [.. starts.Select(start => (start.Day * Occupancy.QuartersADay) + start.Quarter)], [.. starts.Select(start => start.Worth)]);
                if (request.Booked.Count == 0) { known[key] = candidate; }
                visits.Add(candidate);
            }
        }
    }

    /// <summary>Prices of a visit of a need at each quarter, after <see cref="Run"/>.</summary>
    public double[] CostOf(VisitNeed need) => kinds[need].Cost;

    /// <summary>What one quarter of a resource costs at some time.</summary>
    public double PriceOf(int resource, int at) => poolOf[resource]!.Price[at] + poolOf[resource]!.Flat;

    /// <summary>Moves prices, and keeps those of the least bound: first one price for a pool at all times, then each quarter by itself.</summary>
    /// <param name="rounds">How often.</param>
    public double Run(int rounds)
    {
        Flatten();
        var best = Evaluate();
        var keep = pools.ConvertAll(pool => (double[])pool.Price.Clone());
        var (hope, since) = (Hope * best, 0);
        for (var round = 0; round < rounds; round++)
        {
            var norm = pools.Sum(Turn);
            if (norm == 0) { break; }
            foreach (var pool in pools) { for (var at = 0; at < quarters; at++) { pool.Price[at] = Math.Max(0, pool.Price[at] + (hope / norm * pool.Slope[at])); } }
            var bound = Evaluate();
            // How much less a bound is hoped for: less and less as that does not come true.
            if (bound < best - (0.02 * hope)) { since = 0; } else if (++since >= 3) { (hope, since) = (hope * 0.7, 0); }
            if (bound >= best) { continue; }
            best = bound;
            for (var index = 0; index < pools.Count; index++) { pools[index].Price.CopyTo(keep[index], 0); }
        }
        for (var index = 0; index < pools.Count; index++) { keep[index].CopyTo(pools[index].Price, 0); }
        foreach (var kind in kinds.Values) { Price(kind); }
        return best;
    }

    /// <summary>Finds a price for each pool that is the same at all times. A visit is then its best start with each choice of pools, and a round costs next to nothing.</summary>
    private void Flatten()
    {
        foreach (var visit in visits) { FindWays(visit); }
        var (best, hope, since, keep) = (double.PositiveInfinity, 0.0, 0, pools.ConvertAll(pool => pool.Flat));
        for (var round = 0; round < FlatRounds; round++)
        {
            var used = pools.ToDictionary(pool => pool, _ => 0.0);
            var bound = pools.Sum(pool => pool.Flat * pool.Usable);
            foreach (var visit in visits)
            {
                var (most, chosen) = (0.0, -1);
                for (var way = 0; way < visit.Ways.Length; way++)
                {
                    var worth = (double)visit.Most[way];
                    foreach (var (pool, need) in visit.Ways[way]) { worth -= need * pool.Flat; }
                    if (worth > most) { (most, chosen) = (worth, way); }
                }
                bound += visit.Count * most;
                if (chosen < 0) { continue; }
                foreach (var (pool, need) in visit.Ways[chosen]) { used[pool] += need * visit.Count; }
            }
            if (round == 0) { hope = FlatHope * bound; }
            if (bound < best - (0.02 * hope)) { since = 0; } else if (++since >= 20) { (hope, since) = (hope * 0.7, 0); }
            if (bound < best) { (best, keep) = (bound, pools.ConvertAll(pool => pool.Flat)); }
            var norm = pools.Sum(pool => used[pool] - pool.Usable is var slope && (slope > 0 || pool.Flat > 0) ? slope * slope : 0);
            if (norm == 0) { break; }
            foreach (var pool in pools) { pool.Flat = Math.Max(0, pool.Flat + (hope / norm * (used[pool] - pool.Usable))); }
        }
        for (var index = 0; index < pools.Count; index++) { pools[index].Flat = keep[index]; }
    }

    private static void FindWays(Candidate visit)
    {
        var kind = visit.Kind;
        IEnumerable<(Pool Pool, double Share)[]> ways = [[]];
        foreach (var choice in kind.Choices) { ways = [.. ways.SelectMany(way => choice.Select(each => way.Append(each).ToArray()))]; }
        var found = new List<((Pool, double)[] Way, int Most)>();
        foreach (var way in ways)
        {
            var most = int.MinValue;
            for (var index = 0; index < visit.Starts.Length; index++)
            {
                if (visit.Worth[index] > most && Array.TrueForAll(way, each => IsThere(each.Pool, visit.Starts[index], kind.Need.Quarters))) { most = visit.Worth[index]; }
            }
            if (most > 0) { found.Add(([.. way.Select(each => (each.Pool, each.Share * kind.Need.Quarters))], most)); }
        }
        visit.Ways = [.. found.Select(each => each.Way)];
        visit.Most = [.. found.Select(each => each.Most)];
    }

    private static bool IsThere(Pool pool, int start, int quarters)
    {
        for (var at = start; at < start + quarters; at++) { if (pool.Capacity[at] <= 0) { return false; } }
        return true;
    }

    private const int FlatRounds = 1500;

    /// <summary>Turns the slopes of a pool to what was used beyond its capacity; the square of their length.</summary>
    private double Turn(Pool pool)
    {
        var norm = 0.0;
        for (var at = 0; at < quarters; at++)
        {
            var slope = pool.Slope[at] = (Memory * pool.Slope[at]) + ((1 - Memory) * (pool.Use[at] - pool.Capacity[at]));
            if (slope > 0 || pool.Price[at] > 0) { norm += slope * slope; }
        }
        return norm;
    }

    /// <summary>By how much of the bound it is hoped to fall, at first: by much while whole pools get their price, by little after that.</summary>
    private const double FlatHope = 0.1, Hope = 0.003;

    /// <summary>Share of the slope that stays from round to round: everybody goes for the same quarters at once, and the mean over rounds is nearer to what could be.</summary>
    private const double Memory = 0.5;

    /// <summary>The bound of the prices as they are, and what would be used at them.</summary>
    private double Evaluate()
    {
        var bound = 0.0;
        foreach (var pool in pools)
        {
            Array.Clear(pool.Use);
            bound += pool.Flat * pool.Usable;
            for (var at = 0; at < quarters; at++) { bound += pool.Price[at] * pool.Capacity[at]; }
        }
        foreach (var kind in kinds.Values) { Price(kind); }
        foreach (var visit in visits)
        {
            var (most, start, cost) = (0.0, -1, visit.Kind.Cost);
            for (var index = 0; index < visit.Starts.Length; index++)
            {
                if (visit.Worth[index] - cost[visit.Starts[index]] is var worth && worth > most) { (most, start) = (worth, visit.Starts[index]); }
            }
            bound += visit.Count * most;
            if (start >= 0) { Use(visit.Kind, start, visit.Count); }
        }
        return bound;
    }

    private static void Use(Kind kind, int start, int count)
    {
        for (var choice = 0; choice < kind.Choices.Length; choice++)
        {
            if (kind.Cheapest[choice][start] is not { } pool) { continue; }
            var share = Array.Find(kind.Choices[choice], each => each.Pool == pool).Share;
            for (var at = start; at < start + kind.Need.Quarters; at++) { pool.Use[at] += share * count; }
        }
    }

    private void Price(Kind kind)
    {
        Array.Clear(kind.Cost);
        for (var choice = 0; choice < kind.Choices.Length; choice++)
        {
            for (var start = 0; start + kind.Need.Quarters <= quarters; start++)
            {
                var (least, cheapest) = (double.PositiveInfinity, default(Pool));
                foreach (var (pool, share) in kind.Choices[choice])
                {
                    // Where nobody of a pool is there it costs nothing, and is no choice either.
                    if (!IsThere(pool, start, kind.Need.Quarters)) { continue; }
                    var sum = 0.0;
                    for (var at = start; at < start + kind.Need.Quarters; at++) { sum += pool.Price[at] + pool.Flat; }
                    if (share * sum < least) { (least, cheapest) = (share * sum, pool); }
                }
                kind.Cheapest[choice][start] = cheapest;
                kind.Cost[start] += cheapest is null ? 0 : least;
            }
        }
    }

    private Kind KindOf(Serving need)
    {
        if (kinds.TryGetValue(need.Need, out var known)) { return known; }
        var choices = new[] { need.Staff, need.Rooms, need.Devices }.Where(resources => resources.Length > 0)
            .Select(resources => resources.GroupBy(resource => poolOf[resource]!).Select(group => (group.Key, need.Need.IsGroup && occupancy.Times[group.First()].Resource.Kind == ResourceKind.Staff ? 1.0 / group.Max(resource => occupancy.Times[resource].Resource.Seats) : 1.0)).ToArray()).ToArray();
        return kinds[need.Need] = new() { Need = need, Choices = choices, Cost = new double[quarters], Cheapest = [.. choices.Select(_ => new Pool?[quarters])] };
    }

    private Pool?[] Pools()
    {
        var found = new Pool?[occupancy.Times.Count];
        foreach (var same in Enumerable.Range(0, found.Length).GroupBy(index => (occupancy.Times[index].Resource.Kind, string.Join(' ', occupancy.Times[index].Resource.Skills.Order(StringComparer.Ordinal)))))
        {
            var pool = new Pool { Capacity = new double[quarters], Price = new double[quarters], Use = new double[quarters], Slope = new double[quarters] };
            foreach (var resource in same)
            {
                found[resource] = pool;
                for (var at = 0; at < quarters; at++) { pool.Capacity[at] += occupancy.Seats(resource, at / Occupancy.QuartersADay, at % Occupancy.QuartersADay); }
                pool.Usable -= occupancy.Wasted(resource);
            }
            pools.Add(pool);
        }
        // A seat in a group that meets already takes its share of a leader who is not free otherwise.
        foreach (var (resource, time) in occupancy.Times.Index().Where(each => each.Item.Resource.Kind == ResourceKind.Staff))
        {
            foreach (var free in time.Free.Where(free => free.Group is not null))
            {
                for (var at = 0; at < quarters; at++)
                {
                    var begin = occupancy.First.ToDateTime(default).AddMinutes(at * ClinicSpan.Step);
                    if (free.Span.From <= begin && begin < free.Span.Until) { found[resource]!.Capacity[at] += (double)free.Seats / time.Resource.Seats; }
                }
            }
        }
        foreach (var pool in pools) { pool.Usable += pool.Capacity.Sum(); }
        return found;
    }
}
