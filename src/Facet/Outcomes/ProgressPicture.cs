using Facet.Evidence;

namespace Facet.Outcomes;

/// <summary>Draws how somebody is doing: pictures that stand one below the other on the same time axis. Up is worse on each of them.</summary>
/// <remarks>
/// Every picture has the same left and right edge, so that a day is at the same place on all of them. Nothing is said by colour: bands differ in their edge, marks in
/// their form, and each has its word. The same progress gives the same bytes.
/// </remarks>
public sealed class ProgressPicture
{
    private const double FontSize = 13;
    private static readonly int[] WeeksBetweenMarks = [1, 2, 4, 8, 13, 26];
    private readonly Progress progress;
    private readonly double width, left, right;
    private readonly bool isNarrow;

    /// <summary>Pictures of a progress.</summary>
    /// <param name="progress">What to draw.</param>
    /// <param name="isNarrow">For a phone, 360 units wide; else 720.</param>
    public ProgressPicture(Progress progress, bool isNarrow)
    {
        (this.progress, this.isNarrow) = (progress, isNarrow);
        (width, left, right) = isNarrow ? (360, 30, 352) : (720, 40, 708);
    }

    /// <summary>The diary with its interval, the pain questions of the same scale as diamonds, flares, versions of the plan.</summary>
    /// <param name="ratings">The scores on a plain scale from 0 to 10 that go with it; <see langword="null"/> for none.</param>
    /// <returns>An SVG document.</returns>
    public string Pain(InstrumentProgress? ratings)
    {
        const double top = 46;
        var height = isNarrow ? 150.0 : 210;
        var svg = new SvgPicture(width, top + height + 24, "Pain over time", "Up is more pain, from 0 to 10. The line is the diary, smoothed; the band around it is what is unknown of it. Diamonds are the weekly questions. The table says the same.", FontSize);
        double At(double points) => top + height - (height * points / 100);
        Frame(svg, top, height, "10", "0");
        Limits(svg, ratings, score => At(10 * score));
        if (progress.Line is { } line)
        {
            var path = string.Join(' ', line.Days.Select(day => FormattableString.Invariant($"{X(day.Day)},{Y(day.High)}")).Concat(line.Days.Reverse().Select(day => FormattableString.Invariant($"{X(day.Day)},{Y(day.Low)}"))));
            svg.Add($"<polygon class=\"layer-diary\" points=\"{path}\" opacity=\"0.18\"/>");
            svg.Add($"<polyline class=\"layer-diary\" points=\"{string.Join(' ', line.Days.Select(day => FormattableString.Invariant($"{X(day.Day)},{Y(day.Mean)}")))}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>");
            foreach (var day in progress.Course.Diary) { svg.Add($"<circle class=\"layer-days\" cx=\"{X(day.Day)}\" cy=\"{Y(day.Pain.Points)}\" r=\"1.8\" opacity=\"0.7\"/>"); }
        }
        foreach (var flare in progress.Diary.Flares)
        {
            var (from, to) = (X(flare.From) - 3, X(flare.To) + 3);
            svg.Add($"<path class=\"layer-flares\" d=\"M{SvgPicture.Round(from)} {top + 5}V{top - 2}H{SvgPicture.Round(to)}V{top + 5}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/><text class=\"layer-flares\" x=\"{SvgPicture.Round(Math.Clamp((from + to) / 2, left + 18, right - 18))}\" y=\"{top - 7}\" text-anchor=\"middle\">flare</text>");
        }
        foreach (var point in ratings?.Points ?? [])
        {
            var (x, y) = (X(point.Day), Y(10 * point.Score.Value!.Value));
            svg.Add($"<path class=\"layer-answers\" d=\"M{x} {SvgPicture.Round(y - 6)}l6 6l-6 6l-6 -6z\" stroke=\"var(--paper, #fff)\" stroke-width=\"1.5\"/>");
        }
        Plans(svg, top, height, withWords: true);
        Limits(svg, ratings, score => At(10 * score), wordsOnly: true);
        Over(svg, left + 6, top + height - 5, "↓ better", "start");
        return svg.End();

        double Y(double points) => SvgPicture.Round(At(Math.Clamp(points, 0, 100)));
    }

    /// <summary>The scores of an instrument.</summary>
    /// <returns>An SVG document.</returns>
    public string Scores(InstrumentProgress scores)
    {
        const double top = 26;
        var height = isNarrow ? 104.0 : 150;
        var (instrument, range) = (scores.Instrument, scores.Instrument.Range);
        var svg = new SvgPicture(width, top + height + 24, instrument.Wording?.Title ?? instrument.Name, "Up is worse. Points are scores. The table says the same.", FontSize);
        double At(double score)
        {
            var share = (score - range.Low) / (range.High - range.Low);
            return top + height - (height * (instrument.HigherIsWorse ? share : 1 - share));
        }
        Frame(svg, top, height, Ends(instrument.HigherIsWorse ? range.High : range.Low), Ends(instrument.HigherIsWorse ? range.Low : range.High));
        Limits(svg, scores, At);
        Plans(svg, top, height, withWords: false);
        var last = (X: double.NegativeInfinity, Y: 0.0);
        foreach (var point in scores.Points)
        {
            var (x, y) = (X(point.Day), SvgPicture.Round(At(point.Score.Value!.Value)));
            if (!double.IsInfinity(last.X)) { svg.Line(last.X, last.Y, x, y, 1, 0.6); }
            svg.Add($"<circle class=\"layer-answers\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>");
            // Beside the line of a plan, which would run through the number.
            var isOnLine = progress.Plans.Any(version => Math.Abs(X(version.From) - x) < 8);
            Over(svg, isOnLine ? Math.Min(x + 7, right - 24) : Math.Clamp(x, left + 12, right - 12), y < top + 16 ? y + 19 : y - 9, instrument.Number(point.Score.Value!.Value), isOnLine ? "start" : "middle", "layer-answers");
            last = (x, y);
        }
        Limits(svg, scores, At, wordsOnly: true);
        Over(svg, left + 6, top + height - 5, "↓ better", "start");
        return svg.End();

        static string Ends(double value) => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Visits and what was done at home, week by week.</summary>
    /// <returns>An SVG document.</returns>
    public string Doing()
    {
        const double top = 22, visits = 22, home = 54, bottom = top + visits + home + 22;
        var svg = new SvgPicture(width, bottom + 22, "Visits and home tasks, week by week", "Each box is what was planned in a week. The filled part is what was done. The table says the same.", FontSize);
        Axis(svg, bottom - 2);
        svg.Words(left, top - 7, "Visits");
        svg.Words(left, top + visits + 17, "At home");
        foreach (var week in progress.Weeks)
        {
            var (from, to) = (X(week.From), Math.Min(right, X(week.From) + (7 * PerDay)));
            var wide = to - from;
            if (wide < 1.5) { continue; }
            var each = Math.Min(11, (wide - 2) / Math.Max(1, week.Visits));
            for (var i = 0; i < week.Visits; i++)
            {
                svg.Add($"<rect class=\"layer-doing\" x=\"{SvgPicture.Round(from + 1 + (i * each))}\" y=\"{top + 1}\" width=\"{SvgPicture.Round(Math.Max(0.5, each - 2))}\" height=\"{visits - 8}\" fill=\"{(i < week.VisitsDone ? "currentColor" : "none")}\" stroke=\"currentColor\"/>");
            }
            if (week.Home == 0) { continue; }
            var (box, share) = (home - 14, Math.Clamp(week.HomeDone / week.Home, 0, 1));
            var floor = bottom - 6;
            svg.Add($"<rect class=\"layer-doing\" x=\"{SvgPicture.Round(from + 1)}\" y=\"{SvgPicture.Round(floor - box)}\" width=\"{SvgPicture.Round(Math.Max(0.5, wide - 2))}\" height=\"{box}\" fill=\"none\" stroke=\"currentColor\"/>");
            svg.Add($"<rect class=\"layer-doing\" x=\"{SvgPicture.Round(from + 1)}\" y=\"{SvgPicture.Round(floor - (box * share))}\" width=\"{SvgPicture.Round(Math.Max(0.5, wide - 2))}\" height=\"{SvgPicture.Round(box * share)}\" opacity=\"0.55\"/>");
        }
        return svg.End();
    }

    /// <summary>Words that stay readable where a line runs behind them.</summary>
    private static void Over(SvgPicture svg, double x, double y, string words, string anchor, string layer = "") =>
        svg.Add($"<text class=\"{layer}\" x=\"{SvgPicture.Round(x)}\" y=\"{SvgPicture.Round(y)}\" text-anchor=\"{anchor}\" stroke=\"var(--paper, #fff)\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\">{words}</text>");

    private double PerDay => (right - left) / Math.Max(1, progress.To.DayNumber - progress.From.DayNumber);

    private double X(DateOnly day) => SvgPicture.Round(left + (PerDay * (day.DayNumber - progress.From.DayNumber)));

    private void Frame(SvgPicture svg, double top, double height, string worst, string best)
    {
        svg.Line(left, top, left, top + height);
        svg.Line(left, top, right, top, 1, 0.15);
        svg.Words(left - 5, top + 5, worst, "end");
        svg.Words(left - 5, top + height, best, "end");
        Axis(svg, top + height);
    }

    /// <summary>The time axis in weeks since the plan began: the same on every picture.</summary>
    private void Axis(SvgPicture svg, double y)
    {
        svg.Line(left, y, right, y);
        var (start, days) = (progress.Course.PlanStart, progress.To.DayNumber - progress.From.DayNumber);
        var step = WeeksBetweenMarks.First(weeks => weeks == WeeksBetweenMarks[^1] || days / 7.0 / weeks <= (isNarrow ? 7 : 13));
        for (var week = 0; start.AddDays(7 * week) <= progress.To; week += step)
        {
            var x = X(start.AddDays(7 * week));
            var isLast = start.AddDays(7 * (week + step)) > progress.To;
            svg.Line(x, y, x, y + 5);
            if (isLast && week > 0) { svg.Words(Math.Min(right, x + 24), y + 18, FormattableString.Invariant($"{week} weeks"), "end"); }
            else { svg.Words(x, y + 18, week == 0 ? "start" : FormattableString.Invariant($"{week}"), x < left + 14 ? "start" : "middle"); }
        }
    }

    /// <summary>The band of chance around the start with a solid edge, and the lines from which a change matters, dashed.</summary>
    private void Limits(SvgPicture svg, InstrumentProgress? scores, Func<double, double> at, bool wordsOnly = false)
    {
        if (scores is null || scores.Start.Score.Value is not { } start) { return; }
        var (limits, range) = (scores.Instrument.Limits, scores.Instrument.Range);
        var worse = scores.Instrument.HigherIsWorse ? 1 : -1;
        var from = X(scores.Start.Day);
        double Y(double score) => SvgPicture.Round(at(Math.Clamp(score, range.Low, range.High)));
        if (limits.Error is { } error)
        {
            var (a, b) = (Y(start + (worse * error)), Y(start - (worse * error)));
            if (!wordsOnly) { svg.Add($"<rect class=\"layer-limits\" x=\"{from}\" y=\"{a}\" width=\"{SvgPicture.Round(right - from)}\" height=\"{SvgPicture.Round(b - a)}\" opacity=\"0.1\"/>"); }
            else { Over(svg, right - 3, a + 13, "chance", "end", "layer-limits"); }
        }
        if (scores.Instrument.RatesChange)
        {
            Edge((range.Low + range.High) / 2, "no change", below: true);
            return;
        }
        if (limits.Improvement is null && limits.ImprovementPercent is null) { return; }
        var least = limits.Improvement ?? 0;
        var better = start - (worse * Math.Max(least, (limits.ImprovementPercent ?? 0) / 100 * start));
        Edge(better, "matters", below: true);
        if ((limits.Worsening ?? limits.Improvement) is { } most) { Edge(start + (worse * most), "matters", below: false); }

        void Edge(double score, string words, bool below)
        {
            if (score < range.Low || score > range.High) { return; }
            var y = Y(score);
            if (!wordsOnly) { svg.Add($"<line class=\"layer-limits\" x1=\"{from}\" y1=\"{y}\" x2=\"{right}\" y2=\"{y}\" stroke=\"currentColor\" stroke-dasharray=\"5 4\" opacity=\"0.7\"/>"); }
            else { Over(svg, right - 3, below ? y + 13 : y - 4, words, "end", "layer-limits"); }
        }
    }

    private void Plans(SvgPicture svg, double top, double height, bool withWords)
    {
        var free = double.NegativeInfinity;
        svg.Add($"<g class=\"layer-plans\">");
        foreach (var version in progress.Plans.Where(version => version.From >= progress.From && version.From <= progress.To))
        {
            var x = X(version.From);
            svg.Line(x, top - (withWords ? 26 : 0), x, top + height, 1.5, 0.6, "2 3");
            if (!withWords || x < free) { continue; }
            svg.Words(x > right - 50 ? x - 4 : x + 4, top - 28, $"plan {version.Version}", x > right - 50 ? "end" : "start");
            free = x + 50;
        }
        svg.Add($"</g>");
    }
}
