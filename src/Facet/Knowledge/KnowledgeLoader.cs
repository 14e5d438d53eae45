namespace Facet.Knowledge;

/// <summary>Reads the knowledge files and reports everything that is wrong with them.</summary>
internal sealed class KnowledgeLoader(KnowledgeReader reader)
{
    private readonly Dictionary<string, Node> ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> sourceIds = new(StringComparer.Ordinal);

    public ClinicalKnowledge Load()
    {
        var sources = Sources(Open("rules/sources.yaml"));
        var (formulary, medicines) = Formulary(Open("medicines/medications.yaml"));
        var (dictionary, compiler) = Dictionary(Open("rules/inputs.yaml"), formulary);
        var triage = Open("rules/triage.yaml");
        var eligibility = Open("rules/eligibility.yaml");
        var medicineRules = Open("rules/medication-rules.yaml");
        var families = Families(eligibility);
        var triageRules = Each(triage, "rules", node => TriageRule(node, compiler));
        var eligibilityRules = Each(eligibility, "rules", node => EligibilityRule(node, compiler, families));
        var classes = MedicineClasses(medicines, formulary);
        var rules = Each(medicineRules, "rules", node => MedicineRule(node, compiler, formulary, classes));
        var interactions = Each(medicineRules, "interactions", node => Interaction(node, formulary, classes));
        var (exercises, sets) = Exercises(Open("exercises/exercises.yaml"), compiler, families);
        var psychosocial = Each(triage, "psychosocial", node => Psychosocial(node, compiler));
        var recommendations = Each(Open("rules/recommendations.yaml"), "recommendations", node => Recommendation(node, compiler, families, formulary, classes));
        var policy = Policy(triage, recommendations);
        foreach (var known in (ReadOnlySpan<string>)["treatments/courses.yaml", "treatments/delivery.yaml", "instruments/outcomes.yaml", "terminology/terminology.yaml"])
        {
            if (reader.IsReadAtStart(known)) { CheckSourcesBelow(Open(known)); }
        }
        return new(dictionary, formulary, sources)
        {
            Triage = triageRules,
            Policy = policy,
            Psychosocial = psychosocial,
            Profiles = Profiles(triage, dictionary),
            Families = families,
            Eligibility = eligibilityRules,
            Medicines = rules,
            Interactions = interactions,
            DuplicateLimits = DuplicateLimits(medicineRules, formulary),
            MedicineClasses = classes,
            Tapers = Each(medicines, "taper", node => new TaperRule(Id(node), When(node, compiler), node.Text("plan"), SourceIds(node, needed: false), Checked(node)) { Ingredient = Ingredient(node, node.TextOrNull("ingredient") ?? "", formulary), Steps = DoseSteps(node, "steps") }),
            Recommendations = recommendations,
            Exercises = exercises,
            ExerciseSets = sets,
            GuidelinePositions = Each(Open("treatments/guideline-positions.yaml"), "positions", node => Position(node)),
        };
    }

    private Node? Open(string name) => reader.Open(name);

    private static List<T> Each<T>(Node? file, string key, Func<Node, T?> read) where T : class
    {
        var list = new List<T>();
        foreach (var node in file?.Need(key)?.Items ?? [])
        {
            node.OwnedBy(node.Find("id")?.Scalar ?? "");
            if (read(node) is { } item) { list.Add(item); }
        }
        return list;
    }

    private string Id(Node node)
    {
        var id = node.Text("id");
        if (id.Length > 0 && !ids.TryAdd(id, node)) { node.Report("duplicate-id", $"The id '{id}' is already used at {ids[id].Place}."); }
        return id;
    }

    private static Condition When(Node node, ExpressionCompiler compiler) => node.Need("when") is { } when && compiler.Condition(when) is { } condition ? condition : Condition.Never;

    private static Verification Checked(Node node) => node.Word("checked", Verification.No);

    /// <summary>Some entries say <c>verified: where</c> in place of <c>checked</c>; a place is not a verdict, so they count as unchecked.</summary>
    private static Verification CheckedIfSaid(Node node) => node.Find("checked") is null ? Verification.No : Checked(node);

    private List<string> SourceIds(Node node, bool needed = true)
    {
        var list = new List<string>();
        if (node.Find("sources") is { } sources)
        {
            foreach (var item in sources.Items)
            {
                if (!sourceIds.Contains(item.AsText())) { item.Report("unknown-source", $"'{item.Scalar}' is not in rules/sources.yaml."); }
                else { list.Add(item.AsText()); }
            }
        }
        if (list.Count == 0 && needed) { node.Report("missing-source", "A rule names at least one source; add 'sources: [...]'."); }
        return list;
    }

    private void CheckSourcesBelow(Node? node)
    {
        foreach (var (key, value) in node?.Entries ?? [])
        {
            if (key == "sources" && value.IsSequence)
            {
                foreach (var item in value.Items)
                {
                    if (!sourceIds.Contains(item.AsText())) { item.Report("unknown-source", $"'{item.Scalar}' is not in rules/sources.yaml."); }
                }
            }
            CheckSourcesBelow(value);
        }
        foreach (var item in node?.Items ?? []) { CheckSourcesBelow(item); }
    }

    private List<Source> Sources(Node? file)
    {
        var list = new List<Source>();
        foreach (var (id, node) in file?.Need("sources")?.Entries ?? [])
        {
            node.OwnedBy(id);
            sourceIds.Add(id);
            list.Add(new(id, node.Text("title"), node.TextOrNull("original"), CheckedIfSaid(node)));
            node.RefuseOtherKeys("supports", "note", "licence", "verified");
        }
        return list;
    }

    private static (DataDictionary, ExpressionCompiler) Dictionary(Node? file, Formulary formulary)
    {
        var inputs = new List<InputDefinition>();
        var conditional = new List<InputDefinition>();
        var conditions = new List<Node>();
        foreach (var (name, node) in file?.Need("inputs")?.Entries ?? [])
        {
            node.OwnedBy(name);
            var kind = Kind(node.OneOf("type", "bool", "int", "num", "enum", "set"));
            var values = kind is ValueKind.Choice or ValueKind.Set ? node.Need("values")?.AsTexts() ?? [] : [];
            var range = node.Find("range")?.Items;
            if (range is not null && range.Count != 2) { node.Report("range", "A range has a least and a greatest value."); range = null; }
            var input = new InputDefinition
            {
                Slot = inputs.Count,
                Name = name,
                Kind = kind,
                Values = values,
                IsWhole = node.Find("type")?.Scalar == "int",
                Unit = node.TextOrNull("unit") ?? "",
                Range = range is null ? Interval.Unknown : new(range[0].AsNumber() ?? double.NegativeInfinity, range[1].AsNumber() ?? double.PositiveInfinity),
                IsMandatory = node.Flag("mandatory", false),
                Default = node.Find("default") is { } given ? Value(given, kind, values) : null,
                Source = node.TextOrNull("source") ?? "patient",
                Ask = node.TextOrNull("ask"),
            };
            inputs.Add(input);
            if (node.Find("mandatory_if") is { } when) { conditional.Add(input); conditions.Add(when); }
            node.RefuseOtherKeys("note");
        }
        var derived = new List<Draft>();
        foreach (var node in file?.Need("derived")?.Items ?? [])
        {
            var id = node.Text("id");
            node.OwnedBy(id);
            if (inputs.Any(input => input.Name == id) || derived.Any(other => other.Fact.Name == id)) { node.Report("duplicate-id", $"'{id}' is already in the dictionary."); continue; }
            var kind = node.Find("type") is null ? ValueKind.Flag : Kind(node.OneOf("type", "int", "num", "enum"));
            derived.Add(new(new() { Slot = inputs.Count + derived.Count, Name = id, Kind = kind, Values = kind == ValueKind.Choice ? node.Texts("values") : [] }, node));
        }
        var dictionary = new DataDictionary(inputs, [.. derived.Select(pair => pair.Fact)]);
        var compiler = new ExpressionCompiler(dictionary, formulary);
        dictionary.Derived = InOrder(derived, compiler);
        for (var index = 0; index < conditional.Count; index++) { conditional[index].MandatoryIf = compiler.Condition(conditions[index]); }
        return (dictionary, compiler);
    }

    private static ValueKind Kind(string type) => type switch { "bool" => ValueKind.Flag, "int" or "num" => ValueKind.Number, "enum" => ValueKind.Choice, _ => ValueKind.Set };

    /// <summary>A derived value and where it is defined.</summary>
    private sealed record Draft(DerivedDefinition Fact, Node Node);

    /// <summary>Compiles derived values, each after those it uses, and reports the ones that use themselves.</summary>
    private static List<DerivedDefinition> InOrder(List<Draft> derived, ExpressionCompiler compiler)
    {
        var byName = derived.ToDictionary(pair => pair.Fact.Name, StringComparer.Ordinal);
        var ordered = new List<DerivedDefinition>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (var (fact, _) in derived) { Visit(fact.Name); }
        return ordered;

        void Visit(string name)
        {
            if (done.Contains(name)) { return; }
            var (fact, node) = byName[name];
            if (path.IndexOf(name) is var start && start >= 0)
            {
                node.Report("cycle", $"A derived value cannot use itself: {string.Join(" → ", path[start..])} → {name}.");
                return;
            }
            path.Add(name);
            foreach (var expression in Expressions(node))
            {
                foreach (var used in ExpressionCompiler.NamesIn(expression.AsText()).Distinct())
                {
                    if (byName.ContainsKey(used)) { Visit(used); }
                }
            }
            path.RemoveAt(path.Count - 1);
            if (!done.Add(name)) { return; }
            fact.Compute = Compile(fact, node, compiler) ?? fact.Compute;
            ordered.Add(fact);
            node.RefuseOtherKeys("note");
        }
    }

    private static IEnumerable<Node> Expressions(Node node)
    {
        if (node.Find("when") is { } when) { yield return when; }
        if (node.Find("expr") is { Scalar: not "MME" } expression) { yield return expression; }
        foreach (var item in node.Find("cases")?.Items ?? [])
        {
            if (item.Find("when") is { } caseWhen) { yield return caseWhen; }
        }
    }

    private static Func<Facts, Interval>? Compile(DerivedDefinition fact, Node node, ExpressionCompiler compiler)
    {
        if (node.Find("cases") is { } cases)
        {
            var list = new List<(Condition?, int)>();
            foreach (var item in cases.Items)
            {
                var value = item.Find("else") ?? item.Need("value");
                var index = fact.Values.ToList().IndexOf(value?.AsText() ?? "");
                if (index < 0) { item.Report("unknown-value", $"'{value?.Scalar}' is not a value of {fact.Name}."); }
                list.Add((item.Find("when") is { } when ? compiler.Condition(when) ?? Condition.Never : null, index));
            }
            return compiler.Cases(fact, list);
        }
        if (node.Find("expr") is { } expression)
        {
            return expression.Scalar == "MME" ? compiler.FromMedicines(fact, facts => facts.MorphineEquivalents) : compiler.Number(expression, fact);
        }
        return node.Need("when") is { } condition ? compiler.Flag(condition, fact) : null;
    }

    private static Interval? Value(Node node, ValueKind kind, IReadOnlyList<string> values)
    {
        switch (kind)
        {
            case ValueKind.Flag:
                return Interval.Exactly(node.AsFlag() ? 1 : 0);
            case ValueKind.Number:
                return node.AsNumber() is { } number ? Interval.Exactly(number) : null;
            default:
                var bits = 0UL;
                var last = 0;
                foreach (var word in node.AsTexts())
                {
                    last = values.ToList().IndexOf(word);
                    if (last < 0) { node.Report("unknown-value", $"'{word}' is not one of {string.Join(", ", values)}."); return null; }
                    bits |= 1UL << last;
                }
                return Interval.Exactly(kind == ValueKind.Choice ? last : bits);
        }
    }

    private static (Formulary, Node?) Formulary(Node? file)
    {
        var groups = new List<string>();
        var ingredients = new List<Ingredient>();
        foreach (var (slug, node) in file?.Need("ingredients")?.Entries ?? [])
        {
            node.OwnedBy(slug);
            var own = node.Texts("groups");
            foreach (var group in own)
            {
                if (!groups.Contains(group)) { groups.Add(group); }
            }
            ingredients.Add(new(ingredients.Count, slug, node.Text("name"), own, node.Text("rx"), node.Text("rxg"), node.Texts("atc")) { GroupIndices = [.. own.Select(group => groups.IndexOf(group))] });
            node.RefuseOtherKeys("note");
        }
        var factors = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (slug, node) in file?.Need("mme")?.Need("factors")?.Entries ?? [])
        {
            if (ingredients.All(ingredient => ingredient.Slug != slug)) { node.Report("unknown-ingredient", $"'{slug}' is not an ingredient of the formulary."); }
            else { factors[slug] = node.AsNumber() ?? 0; }
        }
        var notConverted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (slug, node) in file?.Need("mme")?.Find("excluded")?.Entries ?? [])
        {
            // One that is not in the formulary excludes nothing; misspelt, it leaves the equivalents unknown, which is the safe side.
            if (factors.ContainsKey(slug)) { node.Report("factor-and-excluded", $"'{slug}' has a factor and is excluded: keep one of them."); }
            else { notConverted.Add(slug); }
        }
        return (new(ingredients, groups, factors, notConverted), file);
    }

    private static string Ingredient(Node node, string slug, Formulary formulary)
    {
        if (slug.Length > 0 && formulary.Find(slug) is null) { node.Report("unknown-ingredient", $"'{slug}' is not an ingredient of the formulary."); }
        return slug;
    }

    /// <summary>Stretches of days with one dose each.</summary>
    internal static IReadOnlyList<DoseStep> DoseSteps(Node node, string key)
    {
        var steps = new List<DoseStep>();
        foreach (var item in node.Find(key)?.Items ?? [])
        {
            var step = new DoseStep(item.Need("mg_a_day")?.AsNumber() ?? 0, item.Need("days")?.AsWhole() ?? 0);
            if (step is not { MilligramsPerDay: > 0, Days: > 0 and <= 366 }) { item.Report("out-of-range", "A step has mg_a_day above 0 and days of 1 to 366."); }
            item.RefuseOtherKeys("note");
            steps.Add(step);
        }
        return steps;
    }

    private static IngredientDose Dose(string key, Node node, Formulary formulary)
    {
        var usual = node.Text("usual");
        var most = node.Entries.Where(entry => entry.Key.EndsWith("max_mg_day", StringComparison.Ordinal)).ToDictionary(entry => entry.Key, entry => node.Number(entry.Key) ?? 0, StringComparer.Ordinal);
        // A limit for people at risk is a rule's to apply.
        _ = node.Find("facet_max_mg_day_risk");
        _ = node.Find("start_mg");
        var dose = new IngredientDose(Ingredient(node, node.TextOrNull("ingredient") ?? key, formulary), most, Told("most_mg_at_once"), Told("hours_between"), Checked(node));
        foreach (var (name, _) in most.Where(limit => limit.Value <= 0)) { node.Find(name)!.Report("out-of-range", $"{name} is above 0."); }
        node.RefuseOtherKeys("note");
        return dose;

        // The sentence and the number are both shown to people: they must not disagree.
        double? Told(string name)
        {
            if (node.Find(name) is not { } given) { return null; }
            var number = given.AsNumber();
            if (number <= 0) { given.Report("out-of-range", $"{name} is above 0."); }
            else if (number is not null && !usual.Split(' ', '-', '(', ')').Contains(given.Scalar)) { given.Report("dose-differs", $"{name} is {given.Scalar}, and the usual dose is '{usual}'."); }
            return number;
        }
    }

    private static List<MedicineClass> MedicineClasses(Node? file, Formulary formulary)
    {
        var list = new List<MedicineClass>();
        foreach (var (id, node) in file?.Need("classes")?.Entries ?? [])
        {
            node.OwnedBy(id);
            list.Add(new(id, node.Text("label"), node.Text("status"), node.Texts("never"), [.. (node.Find("positions")?.Entries ?? []).Select(entry => new ClassPosition(entry.Key, entry.Value.AsText()))], Checked(node))
            {
                Doses = [.. (node.Find("dose")?.Entries ?? []).Select(entry => Dose(entry.Key, entry.Value, formulary))],
            });
        }
        return list;
    }

    private TriageRule TriageRule(Node node, ExpressionCompiler compiler)
    {
        var rule = new TriageRule
        {
            Id = Id(node),
            Title = node.Text("title"),
            When = When(node, compiler),
            Tier = node.Word("tier", TriageTier.Emergency),
            LimitHours = node.Need("limit_hours")?.AsWhole() ?? 0,
            PlanEffect = node.Word("plan_effect", PlanEffect.BlockAll),
            Action = node.Text("action"),
            PatientText = node.Text("patient_text"),
            Rationale = node.Text("rationale"),
            Strength = node.Text("strength"),
            Sources = SourceIds(node),
            Checked = Checked(node),
        };
        node.RefuseOtherKeys("note");
        return rule;
    }

    private PsychosocialRule Psychosocial(Node node, ExpressionCompiler compiler)
    {
        var rule = new PsychosocialRule(Id(node), When(node, compiler), node.Text("label"), node.Text("action"), SourceIds(node), CheckedIfSaid(node));
        node.RefuseOtherKeys("verified", "note");
        return rule;
    }

    private static List<FamilyDefinition> Families(Node? file)
    {
        var list = new List<FamilyDefinition>();
        foreach (var (code, node) in file?.Need("families")?.Entries ?? [])
        {
            node.OwnedBy(code);
            if (TreatmentFamilies.Find(code) is { } family) { list.Add(new(family, node.Text("label"), node.Texts("techniques"))); }
            else { node.Report("unknown-family", $"'{code}' is not one of the eight families."); }
        }
        foreach (var family in TreatmentFamilies.All)
        {
            if (list.All(definition => definition.Family != family)) { file?.Report("missing-family", $"The family '{family.Code()}' is not described."); }
        }
        return list;
    }

    private EligibilityRule EligibilityRule(Node node, ExpressionCompiler compiler, List<FamilyDefinition> families)
    {
        var named = node.Need("family");
        var words = named?.AsTexts() ?? [];
        var applies = words is ["all"] ? TreatmentFamilies.All : words is ["declined"] ? [] : Known(words, named!);
        var techniques = node.Texts("techniques");
        foreach (var technique in techniques)
        {
            if (!families.Where(definition => applies.Contains(definition.Family)).Any(definition => definition.Techniques.Contains(technique)))
            {
                node.Report("unknown-technique", $"'{technique}' is not a technique of {string.Join(", ", words)}.");
            }
        }
        var effect = node.Word("effect", EligibilityEffect.Exclude);
        if (node.Find("on_unknown") is { Scalar: not "fire" } wrong) { wrong.Report("unknown-word", "on_unknown can only be 'fire'."); }
        var rule = new EligibilityRule
        {
            Id = Id(node),
            Families = applies,
            ForDeclined = words is ["declined"],
            Effect = effect,
            Techniques = techniques,
            When = When(node, compiler),
            FiresOnUnknown = node.Find("on_unknown") is not null,
            Weight = effect == EligibilityEffect.Indicate ? node.Need("weight")?.AsWhole() ?? 0 : 0,
            Reason = node.Text("reason"),
            Strength = node.Text("strength"),
            Sources = SourceIds(node),
            Checked = Checked(node),
        };
        node.RefuseOtherKeys("note");
        return rule;
    }

    private static List<TreatmentFamily> Known(IReadOnlyList<string> words, Node node)
    {
        var list = new List<TreatmentFamily>();
        foreach (var word in words)
        {
            if (TreatmentFamilies.Find(word) is { } family) { list.Add(family); }
            else { node.Report("unknown-family", $"'{word}' is not one of the eight families."); }
        }
        return list;
    }

    private MedicineRule MedicineRule(Node node, ExpressionCompiler compiler, Formulary formulary, List<MedicineClass> classes)
    {
        var target = node.Text("target");
        if (target != "all" && !IsMedicine(target, formulary, classes)) { node.Report("unknown-target", $"'{target}' is neither a class nor an ingredient of the formulary."); }
        var parameters = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Find("params")?.Entries ?? []) { parameters[name] = value.AsNumber() ?? 0; }
        var rule = new MedicineRule
        {
            Id = Id(node),
            Target = target,
            Phase = node.Word("phase", MedicinePhase.Either),
            Effect = node.Word("effect", MedicineEffect.Contraindicated),
            When = When(node, compiler),
            Parameters = parameters,
            Reason = node.Text("reason"),
            Sources = SourceIds(node),
            Checked = Checked(node),
        };
        node.RefuseOtherKeys("note");
        return rule;
    }

    private static bool IsMedicine(string word, Formulary formulary, List<MedicineClass> classes) =>
        formulary.Find(word) is not null || formulary.FindGroup(word) is not null || classes.Any(c => c.Id == word);

    private Interaction Interaction(Node node, Formulary formulary, List<MedicineClass> classes)
    {
        var interaction = new Interaction(Id(node), Party("a"), Party("b"), node.OneOf("severity", "contraindicated", "major", "moderate", "minor"), node.Text("manage"), SourceIds(node), Checked(node));
        node.RefuseOtherKeys("note");
        return interaction;

        string Party(string key)
        {
            var party = node.Text(key);
            if (!Therapies.Contains(party) && !party.Split("_plus_").All(word => IsMedicine(word, formulary, classes)))
            {
                node.Report("unknown-party", $"'{party}' is neither a medicine, a class, nor one of {string.Join(", ", Therapies)}.");
            }
            return party;
        }
    }

    /// <summary>Parties of interactions that are treatments rather than medicines.</summary>
    private static readonly string[] Therapies = ["heat_therapy", "acupuncture"];

    private static List<DuplicateLimit> DuplicateLimits(Node? file, Formulary formulary)
    {
        var list = new List<DuplicateLimit>();
        foreach (var node in file?.Need("duplicate_therapy")?.Items ?? [])
        {
            var group = node.Text("class");
            if (formulary.FindGroup(group) is null) { node.Report("unknown-group", $"No ingredient of the formulary belongs to '{group}'."); }
            list.Add(new(group, node.Need("max")?.AsWhole() ?? 1, node.TextOrNull("rule") ?? "", node.TextOrNull("note") ?? ""));
            node.RefuseOtherKeys();
        }
        return list;
    }

    private Recommendation Recommendation(Node node, ExpressionCompiler compiler, List<FamilyDefinition> families, Formulary formulary, List<MedicineClass> classes)
    {
        var word = node.Text("family");
        var family = TreatmentFamilies.Find(word);
        if (family is null && word != "clinician") { node.Report("unknown-family", $"'{word}' is neither one of the eight families nor 'clinician'."); }
        var technique = "";
        if (node.TextOrNull("requires") is { } requires)
        {
            var parts = requires.Split(':');
            if (parts.Length != 2 || TreatmentFamilies.Find(parts[0]) is not { } needed)
            {
                node.Report("requires", "'requires' is written family:technique.");
            }
            else
            {
                technique = parts[1];
                if (needed == TreatmentFamily.Medication ? !IsMedicine(technique, formulary, classes) : !families.Any(definition => definition.Family == needed && definition.Techniques.Contains(technique)))
                {
                    node.Report("unknown-technique", $"'{technique}' is not a technique of {parts[0]}.");
                }
                if (family is not null && needed != family) { node.Report("requires", $"The family is '{word}' but '{parts[0]}' is required."); }
            }
        }
        var after = node.Texts("after_any_of");
        foreach (var rule in after)
        {
            if (!ids.ContainsKey(rule)) { node.Report("unknown-rule", $"There is no rule '{rule}'."); }
        }
        var recommendation = new Recommendation(Id(node), node.Text("label"), family, When(node, compiler), technique, after, SourceIds(node));
        node.RefuseOtherKeys("note");
        return recommendation;
    }

    private static TriagePolicy Policy(Node? file, List<Recommendation> recommendations)
    {
        return new(Allowed("interim_allowed"), Allowed("block_all_allowed"));

        IReadOnlyList<string> Allowed(string key)
        {
            var node = file?.Need("policy")?.Need(key);
            foreach (var item in node?.Items ?? [])
            {
                if (recommendations.All(recommendation => recommendation.Id != item.AsText())) { item.Report("unknown-recommendation", $"There is no recommendation '{item.Scalar}'."); }
            }
            return node?.AsTexts() ?? [];
        }
    }

    private static List<ProfileLabel> Profiles(Node? file, DataDictionary dictionary)
    {
        var list = new List<ProfileLabel>();
        foreach (var (name, node) in file?.Need("classification")?.Need("display_labels")?.Entries ?? [])
        {
            if (dictionary.Find(name) is { Kind: ValueKind.Flag } fact) { list.Add(new(fact, node.AsText())); }
            else { node.Report("unknown-input", $"'{name}' is not a yes-or-no value of the dictionary."); }
        }
        return list;
    }

    private (List<Exercise>, List<ExerciseSet>) Exercises(Node? file, ExpressionCompiler compiler, List<FamilyDefinition> families)
    {
        var flags = new Dictionary<string, Condition>(StringComparer.Ordinal);
        foreach (var (flag, node) in file?.Need("avoid_flags")?.Entries ?? [])
        {
            node.OwnedBy(flag);
            flags[flag] = compiler.Condition(node) ?? Condition.Never;
        }
        var techniques = families.FirstOrDefault(definition => definition.Family == TreatmentFamily.Exercise)?.Techniques ?? [];
        var exercises = Each(file, "exercises", node =>
        {
            var avoid = new List<AvoidFlag>();
            foreach (var item in node.Need("avoid")?.Items ?? [])
            {
                if (flags.TryGetValue(item.AsText(), out var when)) { avoid.Add(new(item.AsText(), when)); }
                else { item.Report("unknown-flag", $"'{item.Scalar}' is not among avoid_flags."); }
            }
            if (!techniques.Contains(node.Text("technique"))) { node.Report("unknown-technique", $"'{node.Text("technique")}' is not a technique of exercise."); }
            var exercise = new Exercise(Id(node), node.Text("name"), node.Text("technique"), node.Text("position"), node.Text("goal"), node.Text("dose"), node.Text("progress"), node.Text("regress"), avoid);
            node.RefuseOtherKeys("note");
            return exercise;
        });
        var sets = new List<ExerciseSet>();
        foreach (var (id, node) in file?.Need("profiles")?.Entries ?? [])
        {
            node.OwnedBy(id);
            var set = new ExerciseSet(id, When(node, compiler), node.Texts("use"), [.. node.Texts("avoid_first"), .. node.Texts("avoid")]);
            foreach (var used in set.Use.Concat(set.Avoid))
            {
                if (exercises.All(exercise => exercise.Id != used)) { node.Report("unknown-exercise", $"There is no exercise '{used}'."); }
            }
            sets.Add(set);
        }
        return (exercises, sets);
    }

    private static GuidelinePosition? Position(Node node)
    {
        if (TreatmentFamilies.Find(node.Text("family")) is not { } family)
        {
            node.Report("unknown-family", $"'{node.Text("family")}' is not one of the eight families.");
            return null;
        }
        return new(family, node.Text("guideline"), node.OneOf("direction", "for", "against", "neutral", "none"), node.Text("strength"), node.Text("text"), Checked(node));
    }
}
