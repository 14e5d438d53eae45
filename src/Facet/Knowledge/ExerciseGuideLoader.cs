using System.Globalization;

namespace Facet.Knowledge;

/// <summary>Reads <c>exercises/player.yaml</c> and <c>exercises/figures.yaml</c> and checks them against the exercise library and each other.</summary>
internal sealed class ExerciseGuideLoader(KnowledgeReader reader, IReadOnlyList<Exercise> library)
{
    /// <summary>The words and doses.</summary>
    public const string PlayerFile = "exercises/player.yaml";

    /// <summary>The drawings.</summary>
    public const string FiguresFile = "exercises/figures.yaml";

    /// <summary>Numbers of a file are kept to what a day, a page and a drawing can hold, so that a slip of the keyboard is found here.</summary>
    private const int Most = 7200;

    public IReadOnlyList<ExerciseGuide> Load()
    {
        var figures = new Dictionary<string, ExerciseFigureData>(StringComparer.Ordinal);
        foreach (var node in reader.Open(FiguresFile)?.Need("figures")?.Items ?? [])
        {
            var exercise = ExerciseOf(node);
            var figure = Figure(node);
            if (exercise is not null && !figures.TryAdd(exercise.Id, figure)) { node.Report("duplicate-id", "It is drawn twice."); }
        }
        var guides = new List<ExerciseGuide>();
        var file = reader.Open(PlayerFile);
        var common = file?.Need("settings");
        var getReady = common?.Whole("get_ready_seconds");
        var changeSides = common?.Whole("change_sides_seconds");
        if (getReady is null or < 0 or > Most || changeSides is null or < 0 or > Most)
        {
            common?.Report("range", $"get_ready_seconds and change_sides_seconds are 0 to {Most.ToString(CultureInfo.InvariantCulture)}.");
            (getReady, changeSides) = (0, 0);
        }
        common?.RefuseOtherKeys("note");
        foreach (var node in file?.Need("exercises")?.Items ?? [])
        {
            if (ExerciseOf(node) is not { } exercise) { continue; }
            if (guides.Any(other => other.Exercise == exercise)) { node.Report("duplicate-id", "It is described twice."); }
            if (!figures.TryGetValue(exercise.Id, out var figure)) { node.Report("missing-figure", $"'{exercise.Id}' has no drawing in {FiguresFile}."); }
            var steps = node.Texts("steps");
            if (steps.Count is < 3 or > 6) { node.Report("steps", "An exercise has 3 to 6 steps."); }
            var guide = new ExerciseGuide(exercise, node.Text("name"), Dose(node, exercise, getReady.Value, changeSides.Value), steps, node.Text("feels"), node.Text("not"), node.Text("more"), node.Text("less"), figure ?? new(0, 0, [], []));
            node.RefuseOtherKeys("note");
            guides.Add(guide);
        }
        foreach (var missing in library.Where(exercise => guides.All(guide => guide.Exercise.Id != exercise.Id)))
        {
            file?.Report("missing-exercise", $"'{missing.Id}' of the exercise library is not described.");
        }
        return guides;
    }

    private Exercise? ExerciseOf(Node node)
    {
        var id = node.Text("id");
        node.OwnedBy(id);
        var exercise = library.FirstOrDefault(exercise => exercise.Id == id);
        if (exercise is null) { node.Report("unknown-exercise", $"'{id}' is not in the exercise library."); }
        return exercise;
    }

    private static ExerciseDose Dose(Node owner, Exercise exercise, int getReady, int changeSides)
    {
        var given = owner.Need("dose");
        var settings = owner.Find("settings");
        foreach (var (key, value) in settings?.Entries ?? [])
        {
            if (given?.Find(key) is not null) { value.Report("dose-and-setting", $"'{key}' is given by the library: it is no setting."); }
        }
        var hold = Number("hold_seconds", 1);
        var minutes = Number("minutes", 1);
        var metres = Number("metres", 1);
        var pace = Number("seconds_per_repetition", 1);
        if (new[] { hold, minutes, pace }.Count(length => length is not null) != 1)
        {
            owner.Report("length", "The length of a repetition is one of hold_seconds, minutes and seconds_per_repetition.");
        }
        var timesADay = Number("times_a_day", 1);
        var everyHours = Number("every_hours", 1);
        if ((timesADay is null) == (everyHours is null)) { owner.Report("how-often", "How often is one of times_a_day and every_hours."); }
        var sides = (given ?? owner).Find("sides") is null ? ExerciseSides.Together : given!.Word("sides", ExerciseSides.Together);
        var dose = new ExerciseDose
        {
            Sets = Number("sets", 1) ?? 1,
            Repetitions = Number("repetitions", 1) ?? 1,
            Seconds = Math.Min(hold ?? pace ?? (minutes ?? 1) * 60, Most),
            IsHold = hold is not null || (settings?.Flag("held", false) ?? false),
            IsMinutes = minutes is not null,
            Metres = metres,
            RestSeconds = Number("rest_seconds", 0) ?? 0,
            SetRestSeconds = Number("set_rest_seconds", 0) ?? 0,
            GetReadySeconds = getReady,
            ChangeSidesSeconds = changeSides,
            Sides = sides,
            TimesADay = timesADay,
            EveryHours = everyHours,
            DaysAWeek = Number("days_a_week", 1) ?? 7,
            Settings = [.. (settings?.Entries ?? []).Select(entry => entry.Key)],
        };
        if (dose.DaysAWeek > 7) { owner.Report("how-often", "A week has 7 days."); }
        // The library's sentence and the player's numbers are both shown to people: they must not disagree. Daily words ("twice a day") are for the tests.
        var digits = Digits(exercise.Dose);
        foreach (var (key, value) in given?.Entries ?? [])
        {
            if (key is "repetitions" or "hold_seconds" or "minutes" or "metres" or "sets" && digits.Count > 0 && value.Scalar is { } text and not "1" && !digits.Contains(text))
            {
                value.Report("dose-differs", $"{key} is {text}, and the library's dose is '{exercise.Dose}'.");
            }
        }
        given?.RefuseOtherKeys("note");
        settings?.RefuseOtherKeys("note");
        return dose;

        int? Number(string key, int least)
        {
            // Asked of both groups, so that neither calls the key unknown.
            var inDose = given?.Find(key);
            if ((settings?.Find(key) is { } set ? inDose ?? set : inDose) is not { } node) { return null; }
            var value = node.AsWhole();
            if (value < least || value > Most) { node.Report("range", $"{key} is {least.ToString(CultureInfo.InvariantCulture)} to {Most.ToString(CultureInfo.InvariantCulture)}."); return least; }
            return value;
        }
    }

    /// <summary>The numbers written in digits.</summary>
    private static HashSet<string> Digits(string text)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < text.Length; at++)
        {
            var from = at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) { at++; }
            if (at > from) { found.Add(text[from..at]); }
        }
        return found;
    }

    private static ExerciseFigureData Figure(Node node)
    {
        var props = Props(node);
        var frames = new List<FigureFrame>();
        foreach (var frame in node.Need("frames")?.Items ?? [])
        {
            frames.Add(new(frame.Text("says"), Pose(frame), Props(frame), Arrows(frame)));
            frame.RefuseOtherKeys("note");
        }
        if (frames.Count is 0 or > 2) { node.Report("frames", "A drawing has one or two pictures."); }
        var view = node.Need("view");
        var figure = new ExerciseFigureData(view?.Number("turn") ?? 0, view?.Number("above") ?? 0, props, frames);
        view?.RefuseOtherKeys();
        node.RefuseOtherKeys("note");
        return figure;
    }

    private static FigurePose Pose(Node node)
    {
        var spine = node.Need("spine");
        var angles = (spine?.Items ?? []).Select(item => item.AsNumber() ?? 0).ToList();
        if (spine is not null && angles.Count != 3) { spine.Report("spine", "The spine has three angles: low back, waist, chest."); }
        return new()
        {
            Pelvis = node.Need("pelvis") is { } pelvis ? Point(pelvis) : default,
            Spine = angles.Count == 3 ? angles : [90, 90, 90],
            Neck = (node.Need("neck")?.AsNumber()) ?? 90,
            Nod = node.Number("nod") ?? 0,
            Roll = node.Number("roll") ?? 0,
            Twist = node.Number("twist") ?? 0,
            Look = node.Number("look") ?? 0,
            RightArm = Limb(node, "right_arm", "arms"),
            LeftArm = Limb(node, "left_arm", "arms"),
            RightLeg = Limb(node, "right_leg", "legs"),
            LeftLeg = Limb(node, "left_leg", "legs"),
        };
    }

    private static LimbPose Limb(Node frame, string own, string both)
    {
        if ((frame.Find(own) is { } found ? found : frame.Find(both)) is not { } node)
        {
            frame.Report("missing-key", $"'{own}' or '{both}' is missing.");
            return new(default, [], null);
        }
        // Read in both cases, so that a pair that is given beside one limb of its own is known.
        _ = frame.Find(both);
        var bend = new List<FigureWay>();
        foreach (var word in node.Need("bend")?.AsTexts() ?? [])
        {
            if (Enum.TryParse<FigureWay>(word, ignoreCase: true, out var way) && Enum.IsDefined(way) && !char.IsAsciiDigit(word[0])) { bend.Add(way); }
            else { node.Report("unknown-word", $"'{word}' is no way; use up, down, right, left, out, in."); }
        }
        var limb = new LimbPose(node.Need("to") is { } to ? Point(to) : default, bend, node.Number("end"));
        node.RefuseOtherKeys();
        return limb;
    }

    private static List<FigureProp> Props(Node node)
    {
        var props = new List<FigureProp>();
        foreach (var item in node.Find("props")?.Items ?? [])
        {
            var kind = item.Word("kind", FigurePropKind.Floor);
            var from = item.Need("at") is { } at ? Point(at) : default;
            props.Add(new(kind, from, item.Find("to") is { } to ? Point(to) : from, item.Flag("front", false)));
            item.RefuseOtherKeys();
        }
        return props;
    }

    private static List<FigureArrow> Arrows(Node node)
    {
        var arrows = new List<FigureArrow>();
        foreach (var item in node.Find("arrows")?.Items ?? [])
        {
            arrows.Add(new(item.Need("from") is { } from ? Point(from) : default, item.Need("to") is { } to ? Point(to) : default, item.Number("bow") ?? 0));
            item.RefuseOtherKeys();
        }
        return arrows;
    }

    /// <summary>Two or three centimetres.</summary>
    private static FigurePoint Point(Node node)
    {
        var numbers = node.Items.Select(item => item.AsNumber() ?? 0).ToList();
        if (numbers.Count is not (2 or 3) || numbers.Any(number => Math.Abs(number) > 1000))
        {
            node.Report("point", "A point is two or three numbers of centimetres: right, up, and towards you.");
            return default;
        }
        return new(numbers[0], numbers[1], numbers.Count == 3 ? numbers[2] : null);
    }
}
