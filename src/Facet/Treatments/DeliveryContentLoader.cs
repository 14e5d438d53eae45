using System.Globalization;
using Facet.Knowledge;

namespace Facet.Treatments;

/// <summary>Reads <c>treatments/sessions.yaml</c> and checks its lengths against <c>delivery.yaml</c> and <c>catalogue.yaml</c>.</summary>
internal sealed class DeliveryContentLoader(KnowledgeReader reader)
{
    /// <summary>The file.</summary>
    public const string File = "treatments/sessions.yaml";

    private const string DeliveryFile = "treatments/delivery.yaml";
    private const string CatalogueFile = "treatments/catalogue.yaml";
    private const string ExercisesFile = "exercises/exercises.yaml";

    /// <summary>Seconds are kept to what a session can be, so that a slip of the keyboard is found here.</summary>
    private const int MostSeconds = 7200;

    public DeliveryContent? Load()
    {
        if (reader.Open(File) is not { } file || reader.Open(DeliveryFile) is not { } delivery || reader.Open(CatalogueFile) is not { } catalogue || reader.Open(ExercisesFile) is not { } exercises) { return null; }
        var lengths = new Lengths(delivery, catalogue);
        return new()
        {
            Sessions = Sessions(file, lengths),
            Yoga = Yoga(file.Need("yoga") ?? file, lengths, exercises),
            Thermal = Thermal(file.Need("thermal") ?? file),
            Walking = Walking(file.Need("walking") ?? file, delivery),
            Breaks = Breaks(file.Need("breaks") ?? file, delivery),
            Goals = Goals(file, catalogue),
        };
    }

    /// <summary>Where the length of a session comes from.</summary>
    private sealed class Lengths(Node delivery, Node catalogue)
    {
        /// <summary>The minutes that an entry gives, with its text; reports what it does not find.</summary>
        public (int Minutes, string Text)? Of(Node owner)
        {
            if (owner.Need("length") is not { } length) { return null; }
            var found = length.TextOrNull("breathing") is { } breathing ? Breathing(breathing)
                : length.Find("mindfulness_week") is { } week ? Week(week.Scalar)
                : length.TextOrNull("item") is { } item ? Home(item)
                : length.Find("home_support") is { } support ? HomeSupport(support.Scalar)
                : null;
            if (found is null) { length.Report("unknown-length", "A length is {breathing: id}, {mindfulness_week: number}, {item: id} or {home_support: minutes}, and the entry gives minutes."); }
            length.RefuseOtherKeys();
            return found;
        }

        private (int, string)? Breathing(string id)
        {
            var entry = (delivery.Find("breathing_session")?.Items ?? []).FirstOrDefault(node => node.Find("id")?.Scalar == id);
            return entry?.Find("minutes")?.AsWhole() is { } minutes ? (minutes, string.Join(' ', entry.Texts("steps"))) : null;
        }

        /// <summary>"15 min + 5 min stretches" is 20 minutes.</summary>
        private (int, string)? Week(string? week)
        {
            var home = (delivery.Find("mindfulness_course")?.Find("weeks")?.Items ?? []).FirstOrDefault(node => node.Find("week")?.Scalar == week)?.Find("home")?.Scalar;
            if (home is null) { return null; }
            var words = home.Split(' ', ',');
            var minutes = 0;
            for (var index = 1; index < words.Length; index++)
            {
                if (words[index] == "min" && int.TryParse(words[index - 1], NumberStyles.None, CultureInfo.InvariantCulture, out var more)) { minutes += more; }
            }
            return minutes > 0 ? (minutes, home) : null;
        }

        private (int, string)? Home(string item)
        {
            var levels = (catalogue.Find("interventions")?.Items ?? []).FirstOrDefault(node => node.Find("id")?.Scalar == item)?.Find("levels")?.Items ?? [];
            return levels.Select(level => level.Find("home_minutes")?.AsWhole()).FirstOrDefault(minutes => minutes > 0) is { } minutes ? (minutes, "") : null;
        }

        private (int, string)? HomeSupport(string? minutes) =>
            int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && delivery.Find("mindfulness_course")?.Find("home_support")?.Scalar is { } support && support.Contains($"{number}-minute", StringComparison.Ordinal)
                ? (number, support) : null;
    }

    private static List<GuidedScript> Sessions(Node file, Lengths lengths)
    {
        var list = new List<GuidedScript>();
        foreach (var node in file.Need("sessions")?.Items ?? [])
        {
            node.OwnedBy(node.Find("id")?.Scalar ?? "");
            var length = lengths.Of(node);
            var lines = (node.Need("lines")?.Items ?? []).Select(line => Line(line, length?.Text ?? "")).ToList();
            var script = new GuidedScript(node.Text("id"), node.Texts("techniques"), node.Text("title"), node.Whole("week"), node.Text("stop"), lines);
            node.RefuseOtherKeys("note");
            if (list.Any(other => other.Id == script.Id)) { node.Report("duplicate-id", $"Two sessions are called '{script.Id}'."); }
            if (script.Techniques.Count == 0) { node.Report("techniques", "A session belongs to at least one technique."); }
            if (length is { Minutes: var minutes } && lines.Sum(line => line.Seconds) is var seconds && seconds != minutes * 60) { node.Report("length", $"The lines come to {seconds} seconds; the entry that it names gives {minutes} minutes."); }
            list.Add(script);
        }
        return list;
    }

    private static GuidedLine Line(Node node, string entry)
    {
        if (node.IsSequence)
        {
            if (node.Items.Count != 2) { node.Report("line", "A line is [seconds, words]."); return new(1, "", null, null); }
            return new(Seconds(node.Items[0]), node.Items[1].AsText(), null, null);
        }
        var line = new GuidedLine(node.Need("seconds") is { } seconds ? Seconds(seconds) : 1, node.Text("say"), Pace("in"), Pace("out"));
        node.Find("pace")?.RefuseOtherKeys();
        node.RefuseOtherKeys();
        return line;

        // BR-02 says "slow breathing" and means the pace of BR-01: a number that the entry does not give must at least not contradict one that it does.
        int? Pace(string key)
        {
            if (node.Need("pace")?.Need(key) is not { } given) { return null; }
            var value = given.AsWhole();
            if (value is not (>= 1 and <= 20)) { given.Report("out-of-range", "A breath is 1 to 20 seconds each way."); return 1; }
            if (entry.Contains(" seconds through", StringComparison.Ordinal) && !entry.Split(' ', ',').Contains(given.Scalar)) { given.Report("pace-differs", $"The pace is {given.Scalar} seconds, and the entry says '{entry}'."); }
            return value;
        }
    }

    private static int Seconds(Node node)
    {
        if (node.AsWhole() is >= 1 and <= MostSeconds and var seconds) { return seconds; }
        node.Report("out-of-range", $"Seconds are 1 to {MostSeconds.ToString(CultureInfo.InvariantCulture)}.");
        return 1;
    }

    private static int Number(Node node, string key, int least, int most)
    {
        var value = node.Need(key)?.AsWhole() ?? least;
        if (value >= least && value <= most) { return value; }
        node.Find(key)!.Report("out-of-range", string.Create(CultureInfo.InvariantCulture, $"{key} is {least} to {most}."));
        return least;
    }

    private static YogaSequence Yoga(Node node, Lengths lengths, Node exercises)
    {
        var flags = (exercises.Find("avoid_flags")?.Entries ?? []).Select(entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        // A flag that no exercise uses is not worked out for a person: the pose would never be barred.
        var used = (exercises.Find("exercises")?.Items ?? []).SelectMany(item => item.Texts("avoid")).ToHashSet(StringComparer.Ordinal);
        var ready = Number(node, "get_ready_seconds", 0, 120);
        var length = lengths.Of(node);
        var poses = new List<YogaPose>();
        foreach (var item in node.Need("poses")?.Items ?? [])
        {
            item.OwnedBy(item.Find("id")?.Scalar ?? "");
            var pose = new YogaPose(item.Text("id"), item.Text("name"), item.Need("seconds") is { } seconds ? Seconds(seconds) : 1, item.Flag("sides", false), item.Texts("steps"), item.Text("easier"), item.Need("avoid") is { IsSequence: true } avoid ? avoid.AsTexts() : []);
            item.RefuseOtherKeys("note");
            foreach (var flag in pose.Avoid.Where(flag => !flags.Contains(flag) || !used.Contains(flag))) { item.Report("unknown-flag", $"'{flag}' is not a flag that the exercise library uses."); }
            if (poses.Any(other => other.Id == pose.Id)) { item.Report("duplicate-id", $"Two poses are called '{pose.Id}'."); }
            poses.Add(pose);
        }
        if (!poses.Any(pose => pose.Avoid.Count == 0)) { node.Report("poses", "At least one pose is for everybody."); }
        var sequence = new YogaSequence(node.Text("title"), node.Text("intro"), node.Text("stop"), ready, poses);
        if (length is { Minutes: var minutes } && poses.Sum(pose => (pose.HasSides ? 2 : 1) * (pose.Seconds + ready)) is var all && all != minutes * 60) { node.Report("length", $"The poses come to {all} seconds; the item has {minutes} minutes at home."); }
        node.RefuseOtherKeys("note");
        return sequence;
    }

    private static ThermalProtocol Thermal(Node node)
    {
        var alternating = node.Need("alternating") ?? node;
        var signs = new List<SkinSign>();
        foreach (var item in node.Need("signs")?.Items ?? [])
        {
            signs.Add(new(item.Text("id"), item.Text("text")));
            item.RefuseOtherKeys();
        }
        var protocol = new ThermalProtocol
        {
            Heat = Words(node, "heat"),
            Cold = Words(node, "cold"),
            PrepareSeconds = Number(node, "prepare_seconds", 0, 300),
            AnswerSeconds = Number(node, "answer_seconds", 10, 120),
            MoveMinutes = Number(node, "move_minutes", 0, 15),
            PauseMinutes = Number(node, "pause_minutes", 1, 720),
            ColdHours = Number(node, "cold_hours", 1, 168),
            RestMinutes = Number(alternating, "rest_minutes", 0, 60),
            Rest = alternating.Text("rest"),
            Signs = signs,
        };
        alternating.RefuseOtherKeys();
        node.RefuseOtherKeys("note", "checked");
        return protocol;

        static ThermalWords Words(Node thermal, string key)
        {
            var words = thermal.Need(key) ?? thermal;
            var read = new ThermalWords(Number(words, "least_minutes", 1, 30), words.Text("prepare"), words.Text("during"), words.Text("check"), words.Text("after"), words.TextOrNull("move") ?? "");
            words.RefuseOtherKeys("note");
            return read;
        }
    }

    private static WalkingPlan Walking(Node node, Node delivery)
    {
        var programme = delivery.Need("walking_programme") ?? delivery;
        var weeks = new List<WalkingWeek>();
        foreach (var item in programme.Need("weekly_plan")?.Items ?? [])
        {
            var minutes = (item.Need("minutes")?.Scalar ?? "").Split('-').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
            var week = new WalkingWeek(Number(item, "week", 1, 52), Number(item, "sessions", 1, 7), minutes[0], minutes[^1], item.TextOrNull("intensity") ?? "");
            if (minutes.Count > 2 || week.Least < 1 || week.Most < week.Least || week.Most > 180) { item.Report("minutes", "Minutes are a number, or two of them such as \"5-10\"."); }
            if (weeks.Count > 0 && (week.Week <= weeks[^1].Week || week.Least < weeks[^1].Least || week.Most < weeks[^1].Most)) { item.Report("weeks", "Weeks follow each other, and minutes do not fall."); }
            weeks.Add(week);
        }
        if (weeks.Count == 0 || weeks[0].Week != 1) { programme.Report("weeks", "The programme begins in week 1."); }
        var caps = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (level, value) in node.Need("caps")?.Entries ?? []) { caps[level] = value.AsWhole() ?? 0; }
        var plan = new WalkingPlan
        {
            Weeks = weeks,
            Caps = caps,
            FlareDays = Number(node, "flare_days", 1, 28),
            StartMinutes = Number(node, "start_minutes", 0, 10),
            EndMinutes = Number(node, "end_minutes", 0, 10),
            Words = (node.Text("start"), node.Text("on"), node.Text("half"), node.Text("end")),
            Coaching = programme.Texts("coaching_points"),
        };
        node.RefuseOtherKeys("note", "checked");
        return plan;
    }

    private static MovementBreaks Breaks(Node node, Node delivery)
    {
        var advice = (delivery.Need("ergonomics_checklist")?.Items ?? []).ToDictionary(item => item.Text("id"), item => item.Text("text"), StringComparer.Ordinal);
        var checklist = new List<ChecklistItem>();
        foreach (var (id, ask) in node.Need("ask")?.Entries ?? [])
        {
            if (advice.TryGetValue(id, out var text)) { checklist.Add(new(id, ask.AsText(), text)); }
            else { ask.Report("unknown-advice", $"'{id}' is not in the ergonomics checklist of {DeliveryFile}."); }
        }
        var every = (node.Need("every_minutes")?.Items ?? []).Select(item => item.AsWhole() ?? 0).ToList();
        if (every.Count == 0 || every.Any(minutes => minutes is < 5 or > 120)) { node.Report("out-of-range", "every_minutes are 5 to 120."); }
        var breaks = new MovementBreaks(every, Number(node, "move_seconds", 10, 600), node.Text("wait"), node.Texts("prompts"), checklist);
        if (breaks.Prompts.Count == 0) { node.Report("prompts", "At least one thing to do in a break."); }
        node.RefuseOtherKeys("note");
        return breaks;
    }

    private static List<GoalGuideWords> Goals(Node file, Node catalogue)
    {
        var known = (catalogue.Find("interventions")?.Items ?? []).Select(item => item.Find("id")?.Scalar).ToHashSet();
        var goals = new List<GoalGuideWords>();
        foreach (var node in file.Need("goals")?.Items ?? [])
        {
            node.OwnedBy(node.Find("item")?.Scalar ?? "");
            if (!known.Contains(node.Text("item"))) { node.Report("unknown-item", $"'{node.Text("item")}' is not in {CatalogueFile}."); }
            var unit = node.TextOrNull("unit");
            goals.Add(new()
            {
                Item = node.Text("item"), Title = node.Text("title"), Ask = node.Text("ask"), Example = node.Text("example"), Step = node.Text("step"), StepExample = node.Text("step_example"), Ideas = node.Texts("ideas"),
                Unit = unit, Number = unit is null ? null : node.Text("number"), Least = unit is null ? 0 : node.Need("least")?.AsNumber() ?? 0, Most = unit is null ? 0 : node.Need("most")?.AsNumber() ?? 0,
            });
            node.RefuseOtherKeys("note");
        }
        return goals;
    }
}
