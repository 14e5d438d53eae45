using System.Globalization;
using Facet.Knowledge;

namespace Facet.Outcomes;

/// <summary>Reads <c>instruments/outcomes.yaml</c>, <c>items.yaml</c> and <c>licensed.yaml</c>.</summary>
internal sealed class InstrumentLoader(ClinicalKnowledge knowledge, List<Problem> problems)
{
    /// <summary>The entry that is a diary and no questionnaire.</summary>
    private const string DiaryEntry = "DIARY";

    public OutcomeMeasures Load(KnowledgeFiles files)
    {
        var outcomes = Open("instruments/outcomes.yaml");
        var entries = outcomes?.Need("instruments")?.Entries ?? [];
        var wordings = Wordings(Open("instruments/items.yaml"), entries, isLicensed: false);
        foreach (var (id, wording) in Wordings(Open("instruments/licensed.yaml"), entries, isLicensed: true)) { wordings[id] = wording; }
        var instruments = new List<Instrument>();
        foreach (var (id, node) in entries)
        {
            node.OwnedBy(id);
            if (id != DiaryEntry) { instruments.Add(Instrument(id, node, wordings.GetValueOrDefault(id))); }
        }
        foreach (var instrument in instruments)
        {
            foreach (var asked in instrument.Rule?.FollowUp?.Ask ?? [])
            {
                if (instruments.All(other => other.Id != asked)) { entries.First(entry => entry.Key == instrument.Id).Value.Report("unknown-instrument", $"There is no instrument '{asked}'."); }
            }
        }
        outcomes?.OwnedBy("");
        var schedule = Schedule(outcomes?.Need("schedule"), instruments);
        var rules = (outcomes?.Need("responder_rules")?.Items ?? []).Select(node => Responder(node, instruments, schedule)).ToList();
        var diary = Diary(entries.FirstOrDefault(entry => entry.Key == DiaryEntry)?.Value ?? outcomes?.Need(DiaryEntry));
        outcomes?.RefuseOtherKeys("version", "conventions", "ship_list", "ship_scoring_only", "import_slots");
        return new(instruments, schedule, rules, diary);

        Node? Open(string name) => Node.Parse(name, files.Read(name), problems);
    }

    private Instrument Instrument(string id, Node node, InstrumentWording? wording)
    {
        var range = node.Find("range") is { } given ? Pair(given, (least, most) => new Interval(least, most)) : Interval.Unknown;
        var rule = node.Find("compute") is { } compute ? Rule(compute) : null;
        var bands = (node.Find("interpretation")?.Entries ?? []).Select(entry => Pair(entry.Value, (low, high) => new Band(entry.Key, (int)low, (int)high))).OfType<Band>().ToList();
        for (var i = 1; i < bands.Count; i++)
        {
            if (bands[i].Low != bands[i - 1].High + 1) { node.Find("interpretation")!.Report("bands", $"'{bands[i].Name}' does not begin where '{bands[i - 1].Name}' ends."); }
        }
        if (bands.Count > 0 && (bands[0].Low != range.Low || bands[^1].High != range.High)) { node.Find("interpretation")!.Report("bands", "The bands do not cover the range."); }
        var higherIsWorse = node.Flag("higher_is_worse", true);
        var instrument = new Instrument
        {
            Id = id,
            Name = node.Text("name"),
            Ship = node.Word("ship", Shipping.No),
            Licence = node.Text("licence"),
            Range = range,
            HigherIsWorse = higherIsWorse,
            RatesChange = node.Flag("rates_change", false),
            Rule = rule,
            Bands = bands,
            Limits = Limits(node, higherIsWorse),
            Recovered = node.Number("recovered"),
            Sources = SourceIds(node),
            Wording = wording,
        };
        if (instrument.Ship != Shipping.No && rule is null) { node.Report("missing-key", "'compute' is missing: what is shipped can be scored."); }
        node.RefuseOtherKeys("items", "scoring", "missing_rule", "item_text", "loinc", "checked", "verified", "caution", "use", "trigger", "safety", "cutoff", "risk_groups", "alternatives");
        return instrument;
    }

    private ScoreRule Rule(Node node)
    {
        var items = node.Need("items")?.AsWhole() ?? 1;
        var answers = Answers(node.Need("answers"));
        var last = node.Find("last");
        var method = node.Word("method", ScoreMethod.Sum);
        if (items < 1) { node.Report("out-of-range", "An instrument has at least one item."); items = 1; }
        if (method == ScoreMethod.Value && items != 1) { node.Report("method", "'value' is for a single item."); }
        if (method is ScoreMethod.Count && answers != (0, 1)) { node.Report("method", "A tick is 0 or 1."); }
        var atLeast = node.Whole("at_least") ?? items;
        if (atLeast < 1 || atLeast > items) { node.Report("out-of-range", $"'at_least' is from 1 to {items}."); }
        var subscales = new List<Subscale>();
        foreach (var (name, part) in node.Find("subscores")?.Entries ?? [])
        {
            var of = (part.Need("items")?.Items ?? []).Select(item => item.AsWhole() ?? 0).ToList();
            if (of.Count == 0 || of.Any(item => item < 1 || item > items)) { part.Report("out-of-range", $"The items of '{name}' are from 1 to {items}."); of = [1]; }
            subscales.Add(new(name, of, part.Whole("positive")));
            part.RefuseOtherKeys();
        }
        RiskGroups? groups = null;
        if (node.Find("groups") is { } risk)
        {
            groups = new(risk.Text("subscore"), risk.Need("low_up_to")?.AsWhole() ?? 0, risk.Need("medium_up_to")?.AsWhole() ?? 0);
            if (subscales.All(subscale => subscale.Name != groups.Subscale)) { risk.Report("unknown-subscore", $"There is no subscore '{groups.Subscale}'."); groups = null; }
            risk.RefuseOtherKeys();
        }
        ItemAlarm? alarm = null;
        if (node.Find("alarm") is { } bell)
        {
            alarm = new(bell.Need("item")?.AsWhole() ?? 1, bell.Need("above")?.AsWhole() ?? 0, bell.Text("rule"));
            if (alarm.Item < 1 || alarm.Item > items) { bell.Report("out-of-range", $"Items are from 1 to {items}."); alarm = null; }
            else if (knowledge.Triage.All(rule => rule.Id != alarm.Rule)) { bell.Report("unknown-rule", $"There is no red flag '{alarm.Rule}'."); }
            bell.RefuseOtherKeys();
        }
        FollowUpRule? followUp = null;
        if (node.Find("follow_up") is { } more)
        {
            followUp = new(more.Need("at_least")?.AsWhole() ?? 0, more.Texts("ask"));
            more.RefuseOtherKeys();
        }
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (part, input) in node.Find("inputs")?.Entries ?? [])
        {
            var isPart = part == "total" || subscales.Any(subscale => subscale.Name == part) || (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var item) && item >= 1 && item <= items);
            if (!isPart) { input.Report("unknown-part", $"'{part}' is neither 'total', nor a subscore, nor the number of an item."); }
            else if (knowledge.Dictionary.FindInput(input.AsText()) is not { Kind: ValueKind.Number }) { input.Report("unknown-input", $"'{input.Scalar}' is not a number in the data dictionary."); }
            else { inputs[part] = input.AsText(); }
        }
        var rule = new ScoreRule
        {
            Method = method,
            Items = items,
            AtLeast = atLeast,
            Answers = answers,
            LastAnswers = last is null ? answers : Answers(last.Need("answers")),
            LastCountsFrom = last?.Whole("counts_from"),
            Decimals = node.Whole("decimals") ?? 0,
            Subscales = subscales,
            Groups = groups,
            Alarm = alarm,
            FollowUp = followUp,
            Inputs = inputs,
        };
        if (rule.Decimals is not (0 or 1)) { node.Report("out-of-range", "'decimals' is 0 or 1."); }
        last?.RefuseOtherKeys();
        node.RefuseOtherKeys();
        return rule;
    }

    private static (int Low, int High) Answers(Node? node)
    {
        var answers = node is null ? (Low: 0, High: 1) : Pair(node, (low, high) => (Low: (int)low, High: (int)high));
        if (answers.Low >= answers.High) { node?.Report("range", "The greatest answer is greater than the least."); return (0, 1); }
        return answers;
    }

    private static T? Pair<T>(Node node, Func<double, double, T> make)
    {
        if (node.Items.Count == 2 && node.Items[0].AsNumber() is { } low && node.Items[1].AsNumber() is { } high && low <= high && Math.Max(-low, high) <= 1000) { return make(low, high); }
        node.Report("range", "A range has a least and a greatest value, in that order, of at most 1000.");
        return default;
    }

    private static ChangeLimits Limits(Node node, bool higherIsWorse)
    {
        var limits = node.Find("mcid");
        var detects = node.Find("detects");
        // The measurement error says in its name how sure it is.
        var error = limits?.Entries.FirstOrDefault(entry => entry.Key.StartsWith("mdc", StringComparison.Ordinal));
        var level = 0;
        if (error is not null)
        {
            if (!int.TryParse(error.Key[3..], NumberStyles.None, CultureInfo.InvariantCulture, out level) || level is < 50 or > 99) { error.Value.Report("unknown-key", "A measurement error is called mdc90 or mdc95."); }
            limits!.Find(error.Key);
        }
        var read = new ChangeLimits
        {
            Improvement = Above("improve_abs") ?? Above("improve_abs_mean"),
            ImprovementOfOneItem = Above("improve_abs_single_item"),
            ImprovementPercent = Above("improve_pct"),
            Worsening = Above("worse_abs"),
            Error = error?.Value.AsNumber(),
            ErrorLevel = level,
            IsChecked = limits?.Flag("checked", true) ?? true,
            ImprovementFrom = detects?.Number("improvement_from"),
            WorseningUpTo = detects?.Number("worsening_up_to"),
        };
        if (read.ImprovementPercent is > 100) { limits!.Report("out-of-range", "A percentage is at most 100."); }
        if (read.ImprovementPercent is not null && !higherIsWorse) { limits!.Report("percent", "A percentage of the start means nothing on a scale on which more is better."); }
        if (read.Error is <= 0) { limits!.Report("out-of-range", "A measurement error is above 0."); }
        limits?.RefuseOtherKeys();
        detects?.RefuseOtherKeys();
        return read;

        double? Above(string key)
        {
            if (limits?.Find(key) is not { } given || given.AsNumber() is not { } value) { return null; }
            if (value <= 0) { given.Report("out-of-range", "A change that matters is above 0."); }
            return value;
        }
    }

    private Dictionary<string, InstrumentWording> Wordings(Node? file, IReadOnlyList<Entry> instruments, bool isLicensed)
    {
        var wordings = new Dictionary<string, InstrumentWording>(StringComparer.Ordinal);
        foreach (var (id, node) in file?.Need("instruments")?.Entries ?? [])
        {
            node.OwnedBy(id);
            if (instruments.FirstOrDefault(entry => entry.Key == id)?.Value is not { } instrument) { node.Report("unknown-instrument", $"There is no instrument '{id}' in outcomes.yaml."); continue; }
            if (!isLicensed && instrument.Find("ship")?.Scalar != "yes") { node.Report("not-ours-to-ship", "The wording of this instrument may not be in this file; a clinic that has agreed terms puts it into licensed.yaml."); continue; }
            if (instrument.Find("compute") is not { } compute) { node.Report("no-scoring", "This instrument cannot be scored here, so it cannot be asked."); continue; }
            var (low, high) = Answers(compute.Find("answers"));
            var last = compute.Find("last")?.Find("answers") is { } other ? Answers(other) : (low, high);
            var isTicked = compute.Find("method")?.Scalar == "count";
            var options = node.Texts("options");
            var items = new List<InstrumentItem>();
            var given = node.Need("items")?.Items ?? [];
            for (var i = 0; i < given.Count; i++)
            {
                var (least, most) = i == given.Count - 1 ? last : (low, high);
                var item = given[i];
                var own = item.Find("options") is null ? item.Find("low") is null ? options : [] : item.Texts("options");
                var read = new InstrumentItem(item.Text("text"), own, item.TextOrNull("low") ?? "", item.TextOrNull("high") ?? "");
                if (!isTicked && read.Options.Count != (read.Low.Length > 0 && read.High.Length > 0 && read.Options.Count == 0 ? 0 : most - least + 1))
                {
                    item.Report("options", $"An item has a word for each answer from {least} to {most}, or 'low' and 'high' for the two ends.");
                }
                items.Add(read);
                item.RefuseOtherKeys();
            }
            if (int.TryParse(compute.Find("items")?.Scalar, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && items.Count != count) { node.Report("items", $"This instrument has {count} items; there are {items.Count}."); continue; }
            var bands = (instrument.Find("interpretation")?.Entries ?? []).Select(entry => entry.Key).ToList();
            var meaning = (node.Find("meaning")?.Entries ?? []).ToDictionary(entry => entry.Key, entry => entry.Value.AsText(), StringComparer.Ordinal);
            if (meaning.Count > 0 || bands.Count > 0 && !isLicensed)
            {
                foreach (var band in bands.Except(meaning.Keys)) { node.Report("meaning", $"The band '{band}' has no words."); }
                foreach (var band in meaning.Keys.Except(bands)) { node.Report("meaning", $"There is no band '{band}'."); }
            }
            wordings[id] = new()
            {
                Title = node.Text("title"),
                IsOwn = node.OneOf("wording", "own", "verbatim") == "own",
                Lead = node.Texts("lead"),
                Items = items,
                About = node.Text("about"),
                Meaning = meaning,
                Credit = node.Text("credit"),
                Licence = node.Text("licence"),
                Sources = SourceIds(node),
                Agreement = isLicensed ? node.Text("agreement") : "",
            };
            node.RefuseOtherKeys();
        }
        file?.OwnedBy("");
        file?.RefuseOtherKeys("version");
        return wordings;
    }

    private List<string> SourceIds(Node node)
    {
        var list = new List<string>();
        foreach (var item in node.Need("sources")?.Items ?? [])
        {
            if (knowledge.Sources.All(source => source.Id != item.AsText())) { item.Report("unknown-source", $"'{item.Scalar}' is not in rules/sources.yaml."); }
            else { list.Add(item.AsText()); }
        }
        return list;
    }

    private static AskingPlan Schedule(Node? node, List<Instrument> instruments)
    {
        var moments = new List<Moment>();
        foreach (var item in node?.Need("moments")?.Items ?? [])
        {
            item.OwnedBy(item.Find("id")?.Scalar ?? "");
            var moment = new Moment(item.Text("id"), item.Text("name"), Day(item, "day"), Day(item, "opens"), Day(item, "late"), Day(item, "closes"));
            if (moment.Opens > moment.Day || moment.Day >= moment.Late || moment.Late > moment.Closes) { item.Report("window", "A window opens on or before its day, is late after it, and closes on or after that."); }
            if (moments.Count > 0 && moment.Opens <= moments[^1].Closes) { item.Report("window", $"The window opens before that of '{moments[^1].Id}' has closed: an answer would count for both."); }
            if (moments.Any(other => other.Id == moment.Id)) { item.Report("duplicate-id", $"Two moments are called '{moment.Id}'."); }
            moments.Add(moment);
            item.RefuseOtherKeys();
        }
        var asked = new List<AskedInstrument>();
        foreach (var item in node?.Need("asked")?.Items ?? [])
        {
            var id = item.Text("instrument");
            item.OwnedBy(id);
            var at = new List<Moment>();
            foreach (var when in item.Need("at")?.Items ?? [])
            {
                if (moments.FirstOrDefault(moment => moment.Id == when.AsText()) is { } moment) { at.Add(moment); }
                else { when.Report("unknown-moment", $"There is no moment '{when.Scalar}'."); }
            }
            if (instruments.FirstOrDefault(other => other.Id == id) is not { } instrument) { item.Report("unknown-instrument", $"There is no instrument '{id}'."); }
            else if (asked.Any(other => other.Instrument == instrument)) { item.Report("duplicate-id", "This instrument is listed twice."); }
            else { asked.Add(new(instrument, Owner(item), at)); }
            item.RefuseOtherKeys();
        }
        var follow = node?.Need("follow_up");
        var diary = node?.Need("diary");
        var plan = new AskingPlan(
            moments,
            asked,
            new(Owner(follow), Positive(follow, "late"), Positive(follow, "closes")),
            new(Owner(diary), Positive(diary, "at_least_every_days")));
        follow?.RefuseOtherKeys();
        diary?.RefuseOtherKeys();
        node?.RefuseOtherKeys();
        return plan;

        static AnswerOwner Owner(Node? node) => node?.Word("owner", AnswerOwner.Patient) ?? AnswerOwner.Patient;

        static int Day(Node node, string key)
        {
            var day = node.Need(key)?.AsWhole() ?? 0;
            if (day is < -3650 or > 3650) { node.Report("out-of-range", "A day is within ten years."); return 0; }
            return day;
        }

        static int Positive(Node? node, string key)
        {
            var days = node?.Need(key)?.AsWhole() ?? 1;
            if (days is >= 1 and <= 3650) { return days; }
            node?.Report("out-of-range", $"'{key}' is 1 or more days.");
            return 1;
        }
    }

    private static ResponderRule Responder(Node node, List<Instrument> instruments, AskingPlan schedule)
    {
        var id = node.Text("id");
        node.OwnedBy(id);
        var all = node.Find("all");
        var conditions = (all ?? node.Need("any"))?.Items ?? [];
        if (all is not null && node.Find("any") is { } both) { both.Report("all-and-any", "A rule has 'all' or 'any', not both."); }
        var moment = node.TextOrNull("moment");
        if (moment is not null && schedule.Moments.All(known => known.Id != moment)) { node.Report("unknown-moment", $"There is no moment '{moment}'."); }
        var rule = new ResponderRule(
            id, node.Text("text"), node.Text("patient"), schedule.Moments.FirstOrDefault(known => known.Id == moment), all is not null, node.Flag("review", false),
            [.. conditions.Select(Condition)], node.Word("checked", Verification.No));
        if (rule.Conditions.Count == 0) { node.Report("missing-key", "A rule has at least one condition."); }
        node.RefuseOtherKeys();
        return rule;

        ResponderCondition Condition(Node item)
        {
            var of = item.TextOrNull("instrument");
            var instrument = instruments.FirstOrDefault(known => known.Id == of);
            if (of is not null && instrument is null) { item.Report("unknown-instrument", $"There is no instrument '{of}'."); }
            var days = item.Whole("days");
            var condition = new ResponderCondition
            {
                Instrument = instrument,
                ImprovesBy = item.Number("improves_by"),
                ImprovesPercent = item.Number("improves_pct"),
                WorsensBy = item.Number("worsens_by"),
                AtMost = item.Number("at_most"),
                BaselineAtLeast = item.Number("baseline_at_least"),
                DiaryAtMost = item.Number("diary_at_most"),
                DiaryRisesBy = item.Number("diary_rises_by"),
                Days = days ?? 0,
                DaysAnswered = item.Whole("answered") ?? days ?? 0,
            };
            var isDiary = condition.DiaryAtMost is not null || condition.DiaryRisesBy is not null;
            var isScore = condition.ImprovesBy is not null || condition.ImprovesPercent is not null || condition.WorsensBy is not null || condition.AtMost is not null;
            if (isDiary ? of is not null || condition.Days is < 1 or > 366 || condition.DaysAnswered < 1 || condition.DaysAnswered > condition.Days : of is null || !isScore)
            {
                item.Report("condition", "A condition names an instrument and what its score does, or what the diary does on how many days.");
            }
            item.RefuseOtherKeys();
            return condition;
        }
    }

    private static DiarySettings Diary(Node? node)
    {
        node?.OwnedBy(DiaryEntry);
        var summary = node?.Need("summary");
        var settings = new DiarySettings(Whole("median_days", 14), Whole("rise_points", 30), Whole("rise_days", 3), Deviation("noise_sd"), Deviation("step_sd"));
        summary?.RefuseOtherKeys();
        return settings;

        int Whole(string key, int otherwise)
        {
            var value = summary?.Need(key)?.AsWhole() ?? otherwise;
            if (value is >= 1 and <= 100) { return value; }
            summary?.Report("out-of-range", $"'{key}' is from 1 to 100.");
            return otherwise;
        }

        double Deviation(string key)
        {
            var value = summary?.Need(key)?.AsNumber() ?? 1;
            if (value is > 0 and <= 100) { return value; }
            summary?.Report("out-of-range", $"'{key}' is above 0 and at most 100 points.");
            return 1;
        }
    }
}
