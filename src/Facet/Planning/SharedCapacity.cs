namespace Facet.Planning;

/// <summary>One of many people who share a clinic's capacity.</summary>
/// <param name="Model">Their choice problem; its last resources are the shared ones, in the order of the capacities, without a limit of their own.</param>
/// <param name="Restriction">Their own locks and limits, laid over the model anew for each call; <see langword="null"/> for none.</param>
public sealed record SharingPerson(RegimenModel Model, RegimenRestriction? Restriction = null);

/// <summary>How a shared capacity is divided.</summary>
public sealed record SharedCapacityOptions
{
    /// <summary>Stops looking for better once bound less value is at most this share of the bound, ≥ 0; 0.001 by default.</summary>
    public double TargetGap { get; init; } = 0.001;

    /// <summary>People on whom prices are looked for before everybody is asked, ≥ 1; 2,000 by default. With no more people than this the whole population is the sample.</summary>
    public int SampleSize { get; init; } = 2000;

    /// <summary>Rounds of prices, exact search for everybody and repair, ≥ 1; 4 by default.</summary>
    public int RoundsAtMost { get; init; } = 4;

    /// <summary>Threads, ≥ 1; 1 by default. The result does not depend on it.</summary>
    public int Threads { get; init; } = 1;
}

/// <summary>A plan for each of many people, together within the shared capacity.</summary>
public sealed class SharedPlans
{
    private readonly byte[][] levels;

    internal SharedPlans(byte[][] levels) => this.levels = levels;

    /// <summary>What all plans are worth together, points.</summary>
    public required double Value { get; init; }

    /// <summary>No assignment within the capacity is worth more, points: the Lagrangean dual at the best prices that were found.</summary>
    public required double Bound { get; init; }

    /// <summary>Points that a unit of each capacity costs at that bound, ≥ 0; 0 where there is enough.</summary>
    public required IReadOnlyList<double> Prices { get; init; }

    /// <summary>How much of each capacity the plans use.</summary>
    public required IReadOnlyList<double> Used { get; init; }

    /// <summary>How much there is of each.</summary>
    public required IReadOnlyList<double> Capacities { get; init; }

    /// <summary>Exact searches that it took.</summary>
    public required long Searches { get; init; }

    /// <summary>Whether the plans keep within every capacity; where not, none that do were found: what people cannot do without is more than there is, or nearly.</summary>
    public bool IsWithinCapacity => !Used.Where((used, r) => used > Capacities[r]).Any();

    /// <summary>Bound less value, points, ≥ 0.</summary>
    public double Gap => Math.Max(0, Bound - Value);

    /// <summary>The gap as a share of the bound, ≥ 0.</summary>
    public double RelativeGap => Gap == 0 ? 0 : Gap / Math.Max(Math.Abs(Bound), double.Epsilon);

    /// <summary>A level for each item of a person's model; empty for somebody who has no plan under their own limits.</summary>
    public ReadOnlySpan<byte> LevelsOf(int person) => levels[person];
}

/// <summary>Divides what a clinic has of staff and devices among many people: a price for each capacity, an exact search for each person, and a repair to what fits.</summary>
/// <remarks>
/// <para>
/// The problem is max Σ_i v_i(x_i) with x_i allowed for person i and Σ_i u_i(x_i) ≤ C. For any prices λ ≥ 0,
/// <code>
/// L(λ) = Σ_i max_x (v_i(x) − λ·u_i(x)) + λ·C
/// </code>
/// is nowhere below it (Lagrange; Geoffrion 1974, Math. Programming Study 2:82–114), so the least L that was seen is a proven bound, whatever the way to the prices. Each maximum is an exact <see cref="RegimenSearch"/>.
/// </para>
/// <para>
/// Prices are found on a sample spread evenly over the people, by subgradient steps towards a level below the best bound (Polyak; the level is halved when it is not met). Then everybody is asked. By how much everybody's
/// demand differs from the sample's moves the sample's targets, and the prices are found again. Where demand exceeds a capacity its price rises for those who use it, and whoever gives up least for each unit set free changes first;
/// what is left over goes to whoever gains most for each unit.
/// </para>
/// <para>People are worked on in the order of their keys, in chunks of fixed size, and sums are taken in that order: neither threads nor the order in which people are handed in changes a bit of the result.
/// Kept for a person: a byte for each item, and a number for the value and each capacity.</para>
/// </remarks>
public sealed class SharedCapacity
{
    private const int Chunk = 128;
    private const int Passes = 120;

    // A share of a capacity: demand that is nearer to it than this is mended, not priced again.
    private const double Near = 0.005;

    // Values are compared in whole billionths (RegimenSearch): a plan may be that much better than the one that was found.
    private const double Grid = 1e-9;

    // Points a unit, at most: far above any worth, and far below what a search takes for "must not be".
    private const double HighestPrice = 1e6;

    private readonly Func<int, SharingPerson> person;
    private readonly int[] order;
    private readonly double[] capacity;
    private readonly SharedCapacityOptions options;
    private readonly CancellationToken cancellation;

    private readonly byte[][] levels;
    private readonly double[] value;
    private readonly double[] use;
    private long searches;

    private SharedCapacity(Func<int, SharingPerson> person, int[] order, double[] capacity, SharedCapacityOptions options, CancellationToken cancellation)
    {
        (this.person, this.order, this.capacity, this.options, this.cancellation) = (person, order, capacity, options, cancellation);
        (levels, value, use) = (new byte[order.Length][], new double[order.Length], new double[order.Length * capacity.Length]);
        Array.Fill(levels, []);
    }

    private int Count => order.Length;

    private int Kinds => capacity.Length;

    /// <summary>Plans for everybody within the capacity.</summary>
    /// <param name="people">How many people.</param>
    /// <param name="person">The person of an index; called often and from several threads, and must always say the same.</param>
    /// <param name="capacities">How much there is of each shared resource, ≥ 0, in the unit of the models' uses; positive infinity for no limit.</param>
    /// <param name="options">How; defaults when left out.</param>
    /// <param name="keys">A number for each person, all different, that stays theirs in whatever order people come; their index when left out.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">Keys that are not as many as people or not different, or a capacity below 0.</exception>
    public static SharedPlans Solve(int people, Func<int, SharingPerson> person, IReadOnlyList<double> capacities, SharedCapacityOptions? options = null, IReadOnlyList<long>? keys = null, CancellationToken cancellation = default)
    {
        if (keys is not null && (keys.Count != people || keys.Distinct().Count() != people)) { throw new ArgumentException("Each person has a key of their own.", nameof(keys)); }
        if (capacities.Any(most => !(most >= 0))) { throw new ArgumentException("A capacity is 0 or more.", nameof(capacities)); }
        var order = new int[people];
        for (var i = 0; i < people; i++) { order[i] = i; }
        if (keys is not null) { Array.Sort([.. keys], order); }
        return new SharedCapacity(person, order, [.. capacities.Select(RegimenModel.ScaledLimit)], options ?? new(), cancellation).Solve();
    }

    private SharedPlans Solve()
    {
        var prices = new double[Kinds];
        var (bestBound, bestPrices) = (double.PositiveInfinity, prices);
        if (Count == 0) { return Result(levels, 0, 0, prices, prices); }
        var sample = new Sample(this);
        var free = sample.At(prices);
        var shares = capacity.Select(most => most * sample.Count / Count).ToArray();
        // Where even the sample asks for much more than there is, nobody needs to be asked what they would take for nothing.
        if (sample.Count == Count || !free.Demand.Where((demand, r) => demand > 1.2 * shares[r]).Any())
        {
            var (demand, _) = AskEverybody(prices);
            var total = Sum(value);
            if (Fits(demand)) { return Result(levels, total, total, prices, demand); }
            (bestBound, sample.Correction) = (Dual(prices, total), Correction(demand, free.Demand, sample.Count));
        }
        var (bestValue, bestLevels, bestUsed) = (double.NegativeInfinity, levels, new double[Kinds]);
        var isFeasible = false;
        var first = 0.05;
        for (var round = 0; round < options.RoundsAtMost; round++)
        {
            prices = sample.FindPrices(prices, shares, first);
            var (demand, priced) = AskEverybody(prices);
            var bound = Dual(prices, priced);
            if (bound < bestBound) { (bestBound, bestPrices) = (bound, prices); }
            sample.Correction = Correction(demand, sample.At(prices).Demand, sample.Count);
            first = 0.002;
            // Asking everybody once more at better prices costs less than mending what is far off.
            if (sample.Count < Count && round + 1 < options.RoundsAtMost && IsFarOff(prices, demand)) { continue; }
            var fits = Repair(prices, demand);
            if (fits) { Fill(prices, demand, bestBound); }
            var total = Sum(value);
            if ((fits && !isFeasible) || (fits == isFeasible && total > bestValue))
            {
                (bestValue, bestLevels, bestUsed, isFeasible) = (total, [.. levels], demand, fits);
            }
            if (!fits || bestBound - bestValue <= options.TargetGap * Math.Abs(bestBound)) { break; }
        }
        return Result(bestLevels, bestValue, Math.Max(bestBound, isFeasible ? bestValue : bestBound), bestPrices, bestUsed);
    }

    private SharedPlans Result(byte[][] at, double total, double bound, double[] prices, double[] used)
    {
        var back = new byte[Count][];
        for (var p = 0; p < Count; p++) { back[order[p]] = at[p]; }
        return new(back)
        {
            Value = total,
            Bound = bound,
            Prices = prices,
            Used = [.. used.Select(sum => sum / RegimenModel.UseScale)],
            Capacities = [.. capacity.Select(most => most / RegimenModel.UseScale)],
            Searches = searches,
        };
    }

    private bool Fits(double[] demand)
    {
        for (var r = 0; r < Kinds; r++) { if (demand[r] > capacity[r]) { return false; } }
        return true;
    }

    private bool IsFarOff(double[] prices, double[] demand)
    {
        for (var r = 0; r < Kinds; r++) { if (demand[r] - capacity[r] > Near * capacity[r] || (prices[r] > 0 && capacity[r] - demand[r] > Near * capacity[r])) { return true; } }
        return false;
    }

    /// <summary>What everybody's demand has beyond the sample's, on the scale of the sample.</summary>
    private double[] Correction(double[] everybody, double[] sample, int size) => [.. everybody.Select((demand, r) => (demand * size / Count) - sample[r])];

    private double Dual(double[] prices, double priced)
    {
        var bound = priced + (Count * Grid);
        for (var r = 0; r < Kinds; r++) { if (prices[r] > 0) { bound += prices[r] * (capacity[r] / RegimenModel.UseScale); } }
        // Rounding of a sum of as many numbers, each at most as large as the sum.
        return bound + (Math.Abs(bound) * 1e-12);
    }

    private static double Sum(double[] numbers)
    {
        var total = 0.0;
        foreach (var number in numbers) { total += number; }
        return total;
    }

    /// <summary>Runs over places in chunks. Whichever thread takes a chunk, it writes only to the chunk's own places.</summary>
    private void InChunks(int count, Action<int, RegimenSearch> place) => Parallel.For(0, (count + Chunk - 1) / Chunk,
        new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation },
        () => new RegimenSearch(),
        (chunk, _, search) =>
        {
            for (var at = chunk * Chunk; at < Math.Min(count, (chunk + 1) * Chunk); at++) { place(at, search); }
            return search;
        },
        _ => { });

    /// <summary>The best plan of somebody at given prices; what it is worth without them, what it uses, and that worth less the prices.</summary>
    private Choice Choose(SharingPerson who, RegimenSearch search, ReadOnlySpan<double> prices, ReadOnlySpan<byte> before)
    {
        var model = who.Model;
        var restriction = who.Restriction ?? new RegimenRestriction(model);
        var first = model.Resources.Count - Kinds;
        for (var r = 0; r < Kinds; r++)
        {
            restriction.Price(first + r, prices[r]);
            // Nobody can have more than there is; a limit that nobody reaches would only cost the search time.
            if (capacity[r] < MostOf(model, first + r)) { restriction.Limit(first + r, capacity[r] / RegimenModel.UseScale); }
        }
        Span<int> incumbent = stackalloc int[before.Length];
        for (var i = 0; i < before.Length; i++) { incumbent[i] = before[i]; }
        var solution = search.Solve(model, restriction, incumbent: incumbent);
        Interlocked.Increment(ref searches);
        if (solution.Levels.Count == 0) { return new([], 0, new double[Kinds], 0); }
        var chosen = new byte[solution.Levels.Count];
        Span<int> plan = stackalloc int[chosen.Length];
        var uses = new double[Kinds];
        for (var i = 0; i < chosen.Length; i++)
        {
            (plan[i], chosen[i]) = (solution.Levels[i], (byte)solution.Levels[i]);
            if (plan[i] == 0) { continue; }
            for (var r = 0; r < Kinds; r++) { uses[r] += model.OptionUse[(model.OptionOf[i][plan[i]] * model.RowCount) + first + r]; }
        }
        return new(chosen, model.ValueAt(plan, null), uses, solution.UpperBound);
    }

    /// <summary>What a plan could use of a resource if it held everything.</summary>
    private static double MostOf(RegimenModel model, int resource)
    {
        var most = 0.0;
        for (var p = 0; p < model.OptionTotal; p++) { most += model.OptionUse[(p * model.RowCount) + resource]; }
        return most;
    }

    private sealed record Choice(byte[] Levels, double Value, double[] Uses, double Priced);

    /// <summary>Everybody's best plan at given prices becomes their plan.</summary>
    /// <returns>Demand, and Σ of worths less prices.</returns>
    private (double[] Demand, double Priced) AskEverybody(double[] prices)
    {
        var priced = new double[Count];
        InChunks(Count, (p, search) =>
        {
            var choice = Choose(person(order[p]), search, prices, levels[p]);
            (levels[p], value[p], priced[p]) = (choice.Levels, choice.Value, choice.Priced);
            choice.Uses.CopyTo(use, p * Kinds);
        });
        return (Demand(), Sum(priced));
    }

    // Uses are whole millionths: their sums are exact.
    private double[] Demand()
    {
        var demand = new double[Kinds];
        for (var p = 0; p < Count; p++) { for (var r = 0; r < Kinds; r++) { demand[r] += use[(p * Kinds) + r]; } }
        return demand;
    }

    /// <summary>Another plan for somebody: what it loses (below 0: gains) and what it sets free.</summary>
    private sealed record Move(int Position, Choice To, double PerUnit);

    /// <summary>Raises the price of what is over until enough people give way.</summary>
    /// <returns>Whether everything fits; <paramref name="demand"/> is kept up.</returns>
    private bool Repair(double[] prices, double[] demand)
    {
        // About as much dearer as it is over: more rounds cost a search for everybody each, and whoever need not give way does not.
        var rise = 0.002;
        for (var r = 0; r < Kinds; r++) { if (demand[r] > capacity[r]) { rise = Math.Max(rise, 2 * ((demand[r] / Math.Max(1, capacity[r])) - 1)); } }
        rise = Math.Min(rise, 1);
        var least = ReferencePrices();
        while (!Fits(demand))
        {
            var over = Enumerable.Range(0, Kinds).Where(r => demand[r] > capacity[r]).ToArray();
            var raised = prices.Select((price, r) => over.Contains(r) ? Math.Min(HighestPrice, price + (rise * Math.Max(price, least[r]))) : price).ToArray();
            var moves = Moves(raised, p => Array.Exists(over, r => use[(p * Kinds) + r] > 0), (p, choice) =>
            {
                var relief = over.Sum(r => Math.Max(0, use[(p * Kinds) + r] - choice.Uses[r]) / Math.Max(1, capacity[r]));
                return relief > 0 ? (value[p] - choice.Value) / relief : null;
            });
            foreach (var move in moves)
            {
                if (over.Any(r => demand[r] > capacity[r] && move.To.Uses[r] < use[(move.Position * Kinds) + r])) { Take(move, demand); }
                if (Fits(demand)) { break; }
            }
            if (over.All(r => raised[r] >= HighestPrice) && !Fits(demand)) { return false; }
            rise *= 2;
        }
        return true;
    }

    /// <summary>What is left over goes to whoever gains most for it.</summary>
    private void Fill(double[] prices, double[] demand, double bound)
    {
        for (var fall = 0.01; fall < 0.7; fall *= 2)
        {
            var before = Sum(value);
            if (bound - before <= options.TargetGap * Math.Abs(bound)) { return; }
            var lowered = prices.Select((price, r) => double.IsFinite(capacity[r]) && capacity[r] > demand[r] ? price * (1 - fall) : price).ToArray();
            foreach (var move in Moves(lowered, _ => true, (p, choice) =>
            {
                var gain = choice.Value - value[p];
                var more = Enumerable.Range(0, Kinds).Sum(r => Math.Max(0, choice.Uses[r] - use[(p * Kinds) + r]) / Math.Max(1, capacity[r]));
                return gain > 0 ? -gain / Math.Max(more, 1e-12) : null;
            }))
            {
                Take(move, demand);
            }
            if (fall > 0.05 && Sum(value) - before < 0.05 * (bound - before)) { return; }
        }
    }

    /// <summary>Points a unit at which everything that there is of a resource would cost what everything is worth.</summary>
    private double[] ReferencePrices()
    {
        var total = Math.Max(1, Math.Abs(Sum(value)));
        return [.. capacity.Select(most => Math.Min(HighestPrice, 0.01 * total / Math.Max(1e-6, most / RegimenModel.UseScale)))];
    }

    /// <summary>Plans that people would rather have at other prices, best for the purpose first.</summary>
    private List<Move> Moves(double[] prices, Predicate<int> may, Func<int, Choice, double?> perUnit)
    {
        var found = new List<Move>?[(Count + Chunk - 1) / Chunk];
        InChunks(Count, (p, search) =>
        {
            if (levels[p].Length == 0 || !may(p)) { return; }
            var choice = Choose(person(order[p]), search, prices, levels[p]);
            if (!choice.Levels.AsSpan().SequenceEqual(levels[p]) && perUnit(p, choice) is { } ratio) { (found[p / Chunk] ??= []).Add(new(p, choice, ratio)); }
        });
        return [.. found.Where(list => list is not null).SelectMany(list => list!).OrderBy(move => move.PerUnit).ThenBy(move => move.Position)];
    }

    /// <summary>Makes a move, unless it would put more on a resource than there is.</summary>
    private void Take(Move move, double[] demand)
    {
        var at = move.Position * Kinds;
        for (var r = 0; r < Kinds; r++)
        {
            if (move.To.Uses[r] > use[at + r] && demand[r] + move.To.Uses[r] - use[at + r] > capacity[r]) { return; }
        }
        for (var r = 0; r < Kinds; r++)
        {
            demand[r] += move.To.Uses[r] - use[at + r];
            use[at + r] = move.To.Uses[r];
        }
        (levels[move.Position], value[move.Position]) = (move.To.Levels, move.To.Value);
    }

    /// <summary>People spread evenly over all, whose models are kept.</summary>
    private sealed class Sample
    {
        private readonly SharedCapacity all;
        private readonly SharingPerson[] people;
        private readonly byte[][] before;

        public Sample(SharedCapacity all)
        {
            this.all = all;
            Count = Math.Min(all.Count, all.options.SampleSize);
            people = new SharingPerson[Count];
            before = new byte[Count][];
            all.InChunks(Count, (k, _) => (people[k], before[k]) = (all.person(all.order[(int)((long)k * all.Count / Count)]), []));
            Correction = new double[all.Kinds];
        }

        public int Count { get; }

        /// <summary>What everybody's demand has beyond the sample's, on the scale of the sample.</summary>
        public double[] Correction { get; set; }

        public (double Priced, double[] Demand) At(double[] prices)
        {
            var (priced, uses) = (new double[Count], new double[Count][]);
            all.InChunks(Count, (k, search) =>
            {
                var choice = all.Choose(people[k], search, prices, before[k]);
                (before[k], priced[k], uses[k]) = (choice.Levels, choice.Priced, choice.Uses);
            });
            var demand = new double[all.Kinds];
            foreach (var mine in uses) { for (var r = 0; r < demand.Length; r++) { demand[r] += mine[r]; } }
            return (Sum(priced), demand);
        }

        /// <summary>Prices at which the sample asks for about its targets.</summary>
        /// <param name="start">Prices to begin with.</param>
        /// <param name="shares">The sample's part of each capacity, in millionths.</param>
        /// <param name="first">How far below the best bound the first level is, as a share of it.</param>
        public double[] FindPrices(double[] start, double[] shares, double first)
        {
            var kinds = all.Kinds;
            var target = shares.Select((share, r) => Math.Max(share - Correction[r], share / 2)).ToArray();
            // Steps are taken in what a whole capacity costs, so that resources of any unit are alike.
            var cost = start.Select((price, r) => Scaled(r) ? price * target[r] / RegimenModel.UseScale : 0).ToArray();
            var (best, bestBound, bestSlope) = (cost, double.PositiveInfinity, new double[kinds]);
            var (step, stale) = (0.0, 0);
            for (var pass = 0; pass < Passes; pass++)
            {
                var prices = Prices(cost);
                var (priced, demand) = At(prices);
                var bound = priced + Sum(cost);
                var slope = demand.Select((sum, r) => Scaled(r) ? 1 - (sum / target[r]) : 0).ToArray();
                if (pass == 0) { step = first * Math.Max(1, Math.Abs(bound)); }
                if (bound < bestBound)
                {
                    stale = bestBound - bound < step / 4 ? stale + 1 : 0;
                    (best, bestBound, bestSlope) = (cost, bound, slope);
                }
                else { stale++; }
                var (from, with, at) = (cost, slope, bound);
                if (stale >= 2) { (step, stale, from, with, at) = (step / 2, 0, best, bestSlope, bestBound); }
                if (step < 1e-6 * Math.Abs(bestBound)) { break; }
                var norm = with.Where((s, r) => from[r] > 0 || s < 0).Sum(s => s * s);
                if (norm < 1e-8) { break; }
                var length = (at - (bestBound - step)) / norm;
                cost = [.. from.Select((c, r) => Math.Max(0, c - (length * with[r])))];
            }
            return Prices(best);

            bool Scaled(int r) => target[r] > 0 && double.IsFinite(target[r]);
            double[] Prices(double[] costs) => [.. costs.Select((c, r) => c > 0 ? Math.Min(HighestPrice, c / (target[r] / RegimenModel.UseScale)) : 0)];
        }
    }
}
