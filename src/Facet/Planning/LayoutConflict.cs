namespace Facet.Planning;

/// <summary>A rule or a limit that a layout keeps.</summary>
public abstract record LayoutRule
{
    private LayoutRule() { }

    /// <summary>The rule in words for clinicians.</summary>
    public abstract string Words { get; }

    /// <summary>The same plan without the rule.</summary>
    internal abstract LayoutRequest Without(LayoutRequest request);

    /// <summary>When the person can come.</summary>
    public sealed record TimesForVisits : LayoutRule
    {
        /// <inheritdoc/>
        public override string Words => "when the person can come";

        internal override LayoutRequest Without(LayoutRequest request) => request with { Limits = request.Limits with { VisitSlots = WeekSlots.All } };
    }

    /// <summary>The clinic's closed weekdays.</summary>
    public sealed record ClinicClosed : LayoutRule
    {
        /// <inheritdoc/>
        public override string Words => "the weekdays on which the clinic is closed";

        internal override LayoutRequest Without(LayoutRequest request) => request with { Limits = request.Limits with { ClinicClosed = [] } };
    }

    /// <summary>When the person has time at home.</summary>
    public sealed record TimesAtHome : LayoutRule
    {
        /// <inheritdoc/>
        public override string Words => "when the person has time at home";

        internal override LayoutRequest Without(LayoutRequest request) => request with { Limits = request.Limits with { HomeSlots = WeekSlots.All } };
    }

    /// <summary>A limit that is a number.</summary>
    /// <param name="Limit">Which.</param>
    /// <param name="Most">How much, at most.</param>
    public sealed record AtMost(LayoutLimit Limit, int Most) : LayoutRule
    {
        /// <inheritdoc/>
        public override string Words => $"at most {Most} {LayoutChange.WordsOf(Limit)}";

        internal override LayoutRequest Without(LayoutRequest request) => LayoutChange.With(request, Limit, LayoutChange.Unlimited);
    }

    /// <summary>The least days between two sessions of an item.</summary>
    /// <param name="ItemId">Which item.</param>
    /// <param name="Days">How many days.</param>
    public sealed record DaysBetweenSessions(string ItemId, int Days) : LayoutRule
    {
        /// <inheritdoc/>
        public override string Words => $"at least {Days} days from one session of {ItemId} to the next";

        internal override LayoutRequest Without(LayoutRequest request) => request with { Items = [.. request.Items.Select(item => item.Id == ItemId ? item with { DaysBetweenSessions = 1 } : item)] };
    }

    /// <summary>A rule on order.</summary>
    /// <param name="ItemId">Whose rule it is.</param>
    /// <param name="Rule">The rule.</param>
    public sealed record Order(string ItemId, OrderRule Rule) : LayoutRule
    {
        /// <inheritdoc/>
        public override string Words => Rule.Kind switch
        {
            OrderKind.Before => $"{ItemId} before {Rule.Other} on the same day",
            OrderKind.After => $"{ItemId} after {Rule.Other} on the same day",
            OrderKind.SameDayBefore => $"{ItemId} only on days of {Rule.Other}, before it",
            _ => $"{ItemId} only on days of {Rule.Other}, after it",
        };

        internal override LayoutRequest Without(LayoutRequest request) => request with { Items = [.. request.Items.Select(item => item.Id == ItemId ? item with { Order = [.. item.Order.Where(rule => rule != Rule)] } : item)] };
    }
}

/// <summary>A limit that is a number.</summary>
public enum LayoutLimit
{
    /// <summary><see cref="LayoutLimits.MinutesADay"/>.</summary>
    MinutesADay,

    /// <summary><see cref="LayoutLimits.HomeMinutesOnAnyDay"/>.</summary>
    HomeMinutesOnAnyDay,

    /// <summary><see cref="LayoutLimits.VisitMinutesOnAnyDay"/>.</summary>
    VisitMinutesOnAnyDay,

    /// <summary><see cref="LayoutLimits.HomeItemsADay"/>.</summary>
    HomeItemsADay,

    /// <summary><see cref="LayoutLimits.VisitsAWeek"/>.</summary>
    VisitsAWeek,
}

/// <summary>One change that helps towards a layout.</summary>
public abstract record LayoutChange
{
    /// <summary>More than any plan can ask for.</summary>
    internal const int Unlimited = 10_000;

    private LayoutChange() { }

    /// <summary>The change in words for clinicians.</summary>
    public abstract string Words { get; }

    /// <summary>The same plan with the change.</summary>
    public abstract LayoutRequest Apply(LayoutRequest request);

    internal static string WordsOf(LayoutLimit limit) => limit switch
    {
        LayoutLimit.MinutesADay => "minutes a day at home, averaged over a week",
        LayoutLimit.HomeMinutesOnAnyDay => "minutes at home on any day",
        LayoutLimit.VisitMinutesOnAnyDay => "minutes of sessions on any day",
        LayoutLimit.HomeItemsADay => "home items on any day",
        _ => "visits a week",
    };

    internal static LayoutRequest With(LayoutRequest request, LayoutLimit limit, int most) => request with
    {
        Limits = limit switch
        {
            LayoutLimit.MinutesADay => request.Limits with { MinutesADay = most },
            LayoutLimit.HomeMinutesOnAnyDay => request.Limits with { HomeMinutesOnAnyDay = most },
            LayoutLimit.VisitMinutesOnAnyDay => request.Limits with { VisitMinutesOnAnyDay = most },
            LayoutLimit.HomeItemsADay => request.Limits with { HomeItemsADay = most },
            _ => request.Limits with { VisitsAWeek = most },
        },
    };

    /// <summary>A limit goes up.</summary>
    /// <param name="Limit">Which.</param>
    /// <param name="From">Where it stands.</param>
    /// <param name="To">The least that gives a layout.</param>
    public sealed record Raise(LayoutLimit Limit, int From, int To) : LayoutChange
    {
        /// <inheritdoc/>
        public override string Words => $"{To} instead of {From} {WordsOf(Limit)}";

        /// <inheritdoc/>
        public override LayoutRequest Apply(LayoutRequest request) => With(request, Limit, To);
    }

    /// <summary>The person can come on a further weekday, at any time.</summary>
    public sealed record VisitsOn(DayOfWeek Day) : LayoutChange
    {
        /// <inheritdoc/>
        public override string Words => $"visits on {Day} too";

        /// <inheritdoc/>
        public override LayoutRequest Apply(LayoutRequest request) => request with { Limits = request.Limits with { VisitSlots = request.Limits.VisitSlots.With(Day, PartsOfDay.Any) } };
    }

    /// <summary>The clinic opens on a weekday.</summary>
    public sealed record ClinicOpensOn(DayOfWeek Day) : LayoutChange
    {
        /// <inheritdoc/>
        public override string Words => $"the clinic open on {Day}";

        /// <inheritdoc/>
        public override LayoutRequest Apply(LayoutRequest request) => request with { Limits = request.Limits with { ClinicClosed = [.. request.Limits.ClinicClosed.Where(day => day != Day)] } };
    }

    /// <summary>The person finds time at home on a weekday, at any time of it.</summary>
    public sealed record HomeOn(DayOfWeek Day) : LayoutChange
    {
        /// <inheritdoc/>
        public override string Words => $"time at home on {Day}";

        /// <inheritdoc/>
        public override LayoutRequest Apply(LayoutRequest request) => request with { Limits = request.Limits with { HomeSlots = request.Limits.HomeSlots.With(Day, PartsOfDay.Any) } };
    }

    /// <summary>An item is left out.</summary>
    public sealed record LeaveOut(string ItemId) : LayoutChange
    {
        /// <inheritdoc/>
        public override string Words => $"without {ItemId}";

        /// <inheritdoc/>
        public override LayoutRequest Apply(LayoutRequest request) => request with { Items = [.. request.Items.Where(item => item.Id != ItemId)] };
    }
}

/// <summary>Changes that together give a layout.</summary>
/// <param name="Changes">One where one is enough.</param>
public sealed record Relaxation(IReadOnlyList<LayoutChange> Changes)
{
    /// <summary>The changes in words for clinicians.</summary>
    public string Words => string.Join("; ", Changes.Select(change => change.Words));

    /// <summary>The same plan with the changes.</summary>
    public LayoutRequest Apply(LayoutRequest request) => Changes.Aggregate(request, (changed, change) => change.Apply(changed));

    /// <inheritdoc/>
    public bool Equals(Relaxation? other) => other is not null && Changes.SequenceEqual(other.Changes);

    /// <inheritdoc/>
    public override int GetHashCode() => Changes.Count > 0 ? Changes[0].GetHashCode() : 0;
}

/// <summary>Finds which rules of a plan collide, and what would help.</summary>
internal static class LayoutConflict
{
    /// <summary>The conflict of a plan that has no layout.</summary>
    /// <param name="request">The plan.</param>
    /// <param name="isPossible">Whether a plan has a layout; <see langword="null"/> where the work limit ran out first.</param>
    public static LayoutResult.Conflict Explain(LayoutRequest request, Func<LayoutRequest, bool?> isPossible)
    {
        var colliding = RulesOf(request);
        foreach (var rule in colliding.ToList())
        {
            // What is impossible without the rule does not need it to collide.
            var others = colliding.Where(other => other != rule).ToList();
            if (isPossible(Only(request, others)) is false) { colliding = others; }
        }
        return new(colliding, Relaxations(request, colliding, isPossible));
    }

    /// <summary>The plan with some of its rules alone.</summary>
    public static LayoutRequest Only(LayoutRequest request, IReadOnlyList<LayoutRule> rules) =>
        RulesOf(request).Where(rule => !rules.Contains(rule)).Aggregate(request, (left, rule) => rule.Without(left));

    /// <summary>Every rule that a plan has, limits of the person and the clinic last, so that they stay in a conflict where either would do.</summary>
    private static List<LayoutRule> RulesOf(LayoutRequest request)
    {
        var (items, limits) = (request.Items.OrderBy(item => item.Id, StringComparer.Ordinal).ToList(), request.Limits);
        var rules = new List<LayoutRule>();
        rules.AddRange(items.SelectMany(item => item.Order.Where(rule => items.Any(other => other.Id == rule.Other)).Select(rule => new LayoutRule.Order(item.Id, rule))));
        rules.AddRange(items.Where(item => item.DaysBetweenSessions > 1 && item.Visits.Count > 0).Select(item => new LayoutRule.DaysBetweenSessions(item.Id, item.DaysBetweenSessions)));
        if (limits.ClinicClosed.Count > 0) { rules.Add(new LayoutRule.ClinicClosed()); }
        if (limits.VisitSlots != WeekSlots.All) { rules.Add(new LayoutRule.TimesForVisits()); }
        if (limits.HomeSlots != WeekSlots.All) { rules.Add(new LayoutRule.TimesAtHome()); }
        rules.AddRange(Enum.GetValues<LayoutLimit>().Where(limit => MostOf(limits, limit) is not null).Select(limit => new LayoutRule.AtMost(limit, MostOf(limits, limit)!.Value)));
        return rules;
    }

    private static int? MostOf(LayoutLimits limits, LayoutLimit limit) => limit switch
    {
        LayoutLimit.MinutesADay => limits.MinutesADay,
        LayoutLimit.HomeMinutesOnAnyDay => limits.HomeMinutesOnAnyDay,
        LayoutLimit.VisitMinutesOnAnyDay => limits.VisitMinutesOnAnyDay,
        LayoutLimit.HomeItemsADay => limits.HomeItemsADay,
        _ => limits.VisitsAWeek,
    };

    private static List<Relaxation> Relaxations(LayoutRequest request, List<LayoutRule> colliding, Func<LayoutRequest, bool?> isPossible)
    {
        var found = new List<Relaxation>();
        // One change can only help where it touches a rule that collides.
        found.AddRange(colliding.OfType<LayoutRule.AtMost>().Select(rule => SmallestRaise(request, rule, isPossible)).OfType<LayoutChange.Raise>()
            .OrderBy(raise => (double)(raise.To - raise.From) / Math.Max(1, raise.From)).Select(raise => new Relaxation([raise])));
        var days = Enum.GetValues<DayOfWeek>();
        if (colliding.OfType<LayoutRule.TimesForVisits>().Any()) { found.AddRange(Helpful(days.Where(day => request.Limits.VisitSlots[day] != PartsOfDay.Any).Select(day => new LayoutChange.VisitsOn(day)))); }
        if (colliding.OfType<LayoutRule.ClinicClosed>().Any()) { found.AddRange(Helpful(request.Limits.ClinicClosed.Distinct().Select(day => new LayoutChange.ClinicOpensOn(day)))); }
        if (colliding.OfType<LayoutRule.TimesAtHome>().Any()) { found.AddRange(Helpful(days.Where(day => request.Limits.HomeSlots[day] != PartsOfDay.Any).Select(day => new LayoutChange.HomeOn(day)))); }
        if (found.Count == 0 && Together(request, isPossible) is { } together) { found.Add(together); }
        var ids = request.Items.Select(item => item.Id).Order(StringComparer.Ordinal).ToList();
        var single = Helpful(ids.Select(id => new LayoutChange.LeaveOut(id))).ToList();
        if (single.Count > 0) { found.AddRange(single); } else { found.Add(FewestLeftOut(request, ids, isPossible)); }
        return found;

        IEnumerable<Relaxation> Helpful(IEnumerable<LayoutChange> changes) => changes.Where(change => isPossible(change.Apply(request)) is true).Select(change => new Relaxation([change]));
    }

    /// <summary>The least value of a limit that gives a layout: more of it never hurts, so halving finds it.</summary>
    private static LayoutChange.Raise? SmallestRaise(LayoutRequest request, LayoutRule.AtMost rule, Func<LayoutRequest, bool?> isPossible)
    {
        if (isPossible(rule.Without(request)) is not true) { return null; }
        var (low, high) = (rule.Most, LayoutChange.Unlimited);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (isPossible(LayoutChange.With(request, rule.Limit, middle)) is true) { high = middle; } else { low = middle; }
        }
        return new(rule.Limit, rule.Most, high);
    }

    /// <summary>Several limits of person and clinic changed together, none of them needlessly; <see langword="null"/> when rules of treatment collide among themselves.</summary>
    private static Relaxation? Together(LayoutRequest request, Func<LayoutRequest, bool?> isPossible)
    {
        var relaxable = RulesOf(request).Where(rule => rule is not LayoutRule.Order and not LayoutRule.DaysBetweenSessions).ToList();
        var changes = relaxable.SelectMany(rule => FullChanges(request, rule)).ToList();
        if (isPossible(new Relaxation(changes).Apply(request)) is not true) { return null; }
        foreach (var change in changes.ToList())
        {
            var others = changes.Where(other => other != change).ToList();
            if (isPossible(new Relaxation(others).Apply(request)) is true) { changes = others; }
        }
        for (var index = 0; index < changes.Count; index++)
        {
            if (changes[index] is not LayoutChange.Raise raise) { continue; }
            var others = new Relaxation([.. changes.Where(other => other != raise)]).Apply(request);
            changes[index] = SmallestRaise(others, new(raise.Limit, raise.From), isPossible)!;
        }
        return new(changes);
    }

    private static IEnumerable<LayoutChange> FullChanges(LayoutRequest request, LayoutRule rule) => rule switch
    {
        LayoutRule.AtMost most => [new LayoutChange.Raise(most.Limit, most.Most, LayoutChange.Unlimited)],
        LayoutRule.ClinicClosed => request.Limits.ClinicClosed.Distinct().Order().Select(day => new LayoutChange.ClinicOpensOn(day)),
        LayoutRule.TimesForVisits => Enum.GetValues<DayOfWeek>().Where(day => request.Limits.VisitSlots[day] != PartsOfDay.Any).Select(day => new LayoutChange.VisitsOn(day)),
        _ => Enum.GetValues<DayOfWeek>().Where(day => request.Limits.HomeSlots[day] != PartsOfDay.Any).Select(day => new LayoutChange.HomeOn(day)),
    };

    /// <summary>Items to leave out so that the rest has a layout and none of them could stay.</summary>
    private static Relaxation FewestLeftOut(LayoutRequest request, List<string> ids, Func<LayoutRequest, bool?> isPossible)
    {
        var left = ids.Select(id => new LayoutChange.LeaveOut(id)).ToList<LayoutChange>();
        foreach (var change in left.ToList())
        {
            var others = left.Where(other => other != change).ToList();
            if (isPossible(new Relaxation(others).Apply(request)) is true) { left = others; }
        }
        return new(left);
    }
}
