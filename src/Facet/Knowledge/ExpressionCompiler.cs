namespace Facet.Knowledge;

/// <summary>Checks expressions against the data dictionary and turns them into delegates.</summary>
/// <remarks>Closures rather than compiled expression trees: they need no code generation at run time and start at once.</remarks>
internal sealed class ExpressionCompiler(DataDictionary dictionary, Formulary formulary)
{
    private readonly Dictionary<string, Needs> dependencies = new(StringComparer.Ordinal);

    /// <summary>What a derived value depends on.</summary>
    private sealed record Needs(IReadOnlyList<InputDefinition> Inputs, bool AsksMedicines);

    /// <summary>The type of an expression and how to compute it.</summary>
    private abstract record Typed(string TypeName)
    {
        public sealed record Flag(Func<Facts, Truth> Evaluate) : Typed("yes or no");
        public sealed record Number(Func<Facts, Interval> Evaluate) : Typed("a number");
        public sealed record Choice(FactDefinition Fact) : Typed($"one of {Fact.Name}'s words");
        public sealed record Set(FactDefinition Fact) : Typed("a set");
        public sealed record Text(string Value, int At) : Typed("a text");
    }

    private HashSet<FactDefinition> used = [];
    private bool asksMedicines;

    /// <summary>A condition, or <see langword="null"/> with the problem reported at its place.</summary>
    public Condition? Condition(Node node)
    {
        var text = node.AsText();
        return Guarded(node, text, syntax =>
        {
            var evaluate = Flag(syntax);
            var (inputs, medicines) = Dependencies();
            return new Condition(text, evaluate, inputs, medicines);
        });
    }

    /// <summary>The number that an expression computes.</summary>
    public Func<Facts, Interval>? Number(Node node, FactDefinition defines) => Guarded(node, node.AsText(), syntax =>
    {
        var evaluate = Number(syntax);
        dependencies[defines.Name] = Dependencies();
        return evaluate;
    });

    /// <summary>A yes-or-no value that a condition computes.</summary>
    public Func<Facts, Interval>? Flag(Node node, FactDefinition defines) => Condition(node) is not { } condition ? null : Defined(defines, [condition], facts =>
        condition.Evaluate(facts) switch { Truth.Yes => Interval.Exactly(1), Truth.No => Interval.Exactly(0), _ => Interval.Unknown });

    /// <summary>A choice: the value of the first case that holds; unknown as soon as a case before it is unknown.</summary>
    public Func<Facts, Interval> Cases(FactDefinition defines, IReadOnlyList<(Condition? When, int Value)> cases) =>
        Defined(defines, [.. cases.Select(c => c.When).OfType<Condition>()], facts =>
        {
            foreach (var (when, value) in cases)
            {
                var truth = when?.Evaluate(facts) ?? Truth.Yes;
                if (truth == Truth.Yes) { return Interval.Exactly(value); }
                if (truth == Truth.Unknown) { return Interval.Unknown; }
            }
            return Interval.Unknown;
        });

    /// <summary>A value that depends on the medicines alone.</summary>
    public Func<Facts, Interval> FromMedicines(FactDefinition defines, Func<Facts, Interval> compute)
    {
        dependencies[defines.Name] = new([], true);
        return compute;
    }

    /// <summary>The names that an expression speaks of, or none when it cannot be read.</summary>
    public static IReadOnlyList<string> NamesIn(string text)
    {
        try { return [.. Names(ExpressionParser.Parse(text))]; }
        catch (SyntaxProblem) { return []; }
    }

    private static IEnumerable<string> Names(Syntax syntax) => syntax switch
    {
        Syntax.Name name => [name.Id],
        Syntax.Not not => Names(not.Operand),
        Syntax.Negate negate => Names(negate.Operand),
        Syntax.Both both => Names(both.Left).Concat(Names(both.Right)),
        Syntax.Either either => Names(either.Left).Concat(Names(either.Right)),
        Syntax.Compare compare => Names(compare.Left).Concat(Names(compare.Right)),
        Syntax.Arithmetic arithmetic => Names(arithmetic.Left).Concat(Names(arithmetic.Right)),
        Syntax.Many many => many.Items.SelectMany(Names),
        Syntax.Call call => call.Arguments.SelectMany(Names),
        _ => [],
    };

    private Func<Facts, Interval> Defined(FactDefinition defines, IReadOnlyList<Condition> conditions, Func<Facts, Interval> compute)
    {
        dependencies[defines.Name] = new(
            [.. conditions.SelectMany(condition => condition.Inputs).Distinct().OrderBy(input => input.Slot)],
            conditions.Any(condition => condition.AsksMedicines));
        return compute;
    }

    private T? Guarded<T>(Node node, string text, Func<Syntax, T> compile) where T : class
    {
        used = [];
        asksMedicines = false;
        try
        {
            return compile(ExpressionParser.Parse(text));
        }
        catch (SyntaxProblem problem)
        {
            node.Report(problem.Code, problem.Message, problem.At);
            return null;
        }
    }

    private Needs Dependencies()
    {
        var inputs = new HashSet<InputDefinition>();
        foreach (var fact in used)
        {
            if (fact is InputDefinition input) { inputs.Add(input); }
            else if (dependencies.TryGetValue(fact.Name, out var through))
            {
                inputs.UnionWith(through.Inputs);
                asksMedicines |= through.AsksMedicines;
            }
        }
        return new([.. inputs.OrderBy(input => input.Slot)], asksMedicines);
    }

    private Func<Facts, Truth> Flag(Syntax syntax) => Check(syntax) is Typed.Flag flag
        ? flag.Evaluate
        : throw new SyntaxProblem(syntax.At, "type", $"A yes-or-no value is expected here, but this is {Check(syntax).TypeName}.");

    private Func<Facts, Interval> Number(Syntax syntax) => Check(syntax) is Typed.Number number
        ? number.Evaluate
        : throw new SyntaxProblem(syntax.At, "type", $"A number is expected here, but this is {Check(syntax).TypeName}.");

    private Typed Check(Syntax syntax)
    {
        switch (syntax)
        {
            case Syntax.Flag(_, var value):
                var constant = Kleene.Of(value);
                return new Typed.Flag(_ => constant);
            case Syntax.Number(_, var value):
                var exactly = Interval.Exactly(value);
                return new Typed.Number(_ => exactly);
            case Syntax.Text(var at, var value):
                return new Typed.Text(value, at);
            case Syntax.Name name:
                return Named(name);
            case Syntax.Not(_, var operand):
                var negated = Flag(operand);
                return new Typed.Flag(facts => negated(facts).Not());
            case Syntax.Negate(_, var operand):
                var opposite = Number(operand);
                return new Typed.Number(facts => Interval.Exactly(0) - opposite(facts));
            case Syntax.Both(_, var left, var right):
                var (a, b) = (Flag(left), Flag(right));
                return new Typed.Flag(facts => a(facts) is var first && first == Truth.No ? Truth.No : first.And(b(facts)));
            case Syntax.Either(_, var left, var right):
                var (c, d) = (Flag(left), Flag(right));
                return new Typed.Flag(facts => c(facts) is var first && first == Truth.Yes ? Truth.Yes : first.Or(d(facts)));
            case Syntax.Arithmetic(_, var op, var left, var right):
                var (x, y) = (Number(left), Number(right));
                return new Typed.Number(op switch
                {
                    '+' => facts => x(facts) + y(facts),
                    '-' => facts => x(facts) - y(facts),
                    '*' => facts => x(facts) * y(facts),
                    _ => facts => x(facts) / y(facts),
                });
            case Syntax.Compare compare:
                return new Typed.Flag(Compared(compare));
            case Syntax.Call call:
                return Called(call);
            default:
                throw new SyntaxProblem(syntax.At, "type", "A list stands only on the right of 'in'.");
        }
    }

    private Typed Named(Syntax.Name name)
    {
        var fact = dictionary.Find(name.Id) ?? throw new SyntaxProblem(name.At, "unknown-input", $"'{name.Id}' is not in the data dictionary{Suggestion(name.Id, dictionary.Names)}.");
        used.Add(fact);
        var slot = fact.Slot;
        return fact.Kind switch
        {
            ValueKind.Flag => new Typed.Flag(facts => facts.Flag(slot)),
            ValueKind.Number => new Typed.Number(facts => facts[slot]),
            ValueKind.Choice => new Typed.Choice(fact),
            _ => new Typed.Set(fact),
        };
    }

    private Func<Facts, Truth> Compared(Syntax.Compare compare)
    {
        if (compare.Operator == "in") { return Membership(compare); }
        var (left, right) = (Check(compare.Left), Check(compare.Right));
        var equality = compare.Operator is "==" or "!=";
        var differs = compare.Operator == "!=";
        switch (left, right)
        {
            case (Typed.Choice choice, Typed.Text word) when equality:
                return ChoiceIs(choice.Fact, IndexOf(choice.Fact, word.Value, word.At), differs);
            case (Typed.Text word, Typed.Choice choice) when equality:
                return ChoiceIs(choice.Fact, IndexOf(choice.Fact, word.Value, word.At), differs);
            case (Typed.Flag a, Typed.Flag b) when equality:
                return facts => (a.Evaluate(facts), b.Evaluate(facts)) switch
                {
                    (Truth.Unknown, _) or (_, Truth.Unknown) => Truth.Unknown,
                    var (p, q) => Kleene.Of(p == q != differs),
                };
            case (Typed.Number a, Typed.Number b):
                var (x, y) = (a.Evaluate, b.Evaluate);
                return compare.Operator switch
                {
                    "==" => facts => x(facts).IsEqualTo(y(facts)),
                    "!=" => facts => x(facts).IsEqualTo(y(facts)).Not(),
                    "<" => facts => x(facts).IsLessThan(y(facts)),
                    "<=" => facts => x(facts).IsAtMost(y(facts)),
                    ">" => facts => y(facts).IsLessThan(x(facts)),
                    _ => facts => y(facts).IsAtMost(x(facts)),
                };
            default:
                throw new SyntaxProblem(compare.At, "type", $"'{compare.Operator}' cannot compare {left.TypeName} with {right.TypeName}.");
        }
    }

    private Func<Facts, Truth> Membership(Syntax.Compare compare)
    {
        if (Check(compare.Left) is not Typed.Choice choice)
        {
            throw new SyntaxProblem(compare.Left.At, "type", "Left of 'in' stands a choice; for a set use has() or any_of().");
        }
        IReadOnlyList<Syntax> words = compare.Right is Syntax.Many many ? many.Items : [compare.Right];
        var members = 0UL;
        foreach (var item in words)
        {
            members |= item is Syntax.Text text
                ? 1UL << IndexOf(choice.Fact, text.Value, text.At)
                : throw new SyntaxProblem(item.At, "type", "Right of 'in' stands a list of quoted words.");
        }
        var slot = choice.Fact.Slot;
        return facts => facts[slot] is { IsKnown: true, Low: var index } ? Kleene.Of(((members >> (int)index) & 1) == 1) : Truth.Unknown;
    }

    private static Func<Facts, Truth> ChoiceIs(FactDefinition fact, int index, bool differs)
    {
        var slot = fact.Slot;
        return facts => facts[slot] is { IsKnown: true, Low: var value } ? Kleene.Of(value == index != differs) : Truth.Unknown;
    }

    private Typed Called(Syntax.Call call)
    {
        var arguments = call.Arguments;
        switch (call.Function)
        {
            case "has" or "any_of":
                if (call.Function == "has" ? arguments.Count != 2 : arguments.Count < 2) { throw Arity(call, call.Function == "has" ? "a set and one word" : "a set and one or more words"); }
                if (Check(arguments[0]) is not Typed.Set set) { throw new SyntaxProblem(arguments[0].At, "type", "The first argument is the name of a set."); }
                var wanted = 0UL;
                foreach (var argument in arguments.Skip(1)) { wanted |= 1UL << IndexOf(set.Fact, Word(argument), argument.At); }
                var slot = set.Fact.Slot;
                return new Typed.Flag(facts => facts[slot] is { IsKnown: true, Low: var bits } ? Kleene.Of(((ulong)bits & wanted) != 0) : Truth.Unknown);
            case "count":
                if (arguments.Count == 0) { throw Arity(call, "one or more conditions"); }
                var conditions = arguments.Select(Flag).ToArray();
                return new Typed.Number(facts =>
                {
                    int yes = 0, open = 0;
                    foreach (var condition in conditions)
                    {
                        var truth = condition(facts);
                        if (truth == Truth.Yes) { yes++; }
                        else if (truth == Truth.Unknown) { open++; }
                    }
                    return new(yes, yes + open);
                });
            case "known":
                if (arguments is not [Syntax.Name name]) { throw Arity(call, "the name of one fact"); }
                _ = Named(name);
                var asked = dictionary.Find(name.Id)!.Slot;
                return new Typed.Flag(facts => Kleene.Of(facts[asked].IsKnown));
            case "takes":
                var ingredient = IngredientOf(call);
                return new Typed.Flag(facts => facts.Takes(ingredient));
            case "dose":
                var dosed = IngredientOf(call).Index;
                return new Typed.Number(facts => facts.DoseOf(dosed));
            case "takes_class":
                var group = GroupOf(call);
                return new Typed.Flag(facts => facts.TakesGroup(group));
            case "n_class":
                var counted = GroupOf(call);
                return new Typed.Number(facts => facts.CountInGroup(counted));
            default:
                throw new SyntaxProblem(call.At, "unknown-function", $"'{call.Function}' is not a function{Suggestion(call.Function, Functions)}.");
        }
    }

    private static readonly string[] Functions = ["has", "any_of", "count", "known", "takes", "takes_class", "n_class", "dose"];

    private Ingredient IngredientOf(Syntax.Call call)
    {
        asksMedicines = true;
        if (call.Arguments is not [Syntax.Text(var at, var slug)]) { throw Arity(call, "one quoted ingredient"); }
        return formulary.Find(slug) ?? throw new SyntaxProblem(at, "unknown-ingredient", $"'{slug}' is not an ingredient of the formulary{Suggestion(slug, formulary.Ingredients.Select(i => i.Slug))}.");
    }

    private int GroupOf(Syntax.Call call)
    {
        asksMedicines = true;
        if (call.Arguments is not [Syntax.Text(var at, var group)]) { throw Arity(call, "one quoted group"); }
        return formulary.FindGroup(group) ?? throw new SyntaxProblem(at, "unknown-group", $"No ingredient of the formulary belongs to '{group}'{Suggestion(group, formulary.Groups)}.");
    }

    private static string Word(Syntax syntax) => syntax is Syntax.Text text ? text.Value : throw new SyntaxProblem(syntax.At, "type", "A quoted word is expected here.");

    private static SyntaxProblem Arity(Syntax.Call call, string takes) => new(call.At, "arguments", $"{call.Function}() takes {takes}.");

    private static int IndexOf(FactDefinition fact, string word, int at)
    {
        for (var index = 0; index < fact.Values.Count; index++)
        {
            if (fact.Values[index] == word) { return index; }
        }
        throw new SyntaxProblem(at, "unknown-value", $"'{word}' is not a value of {fact.Name}; its values are {string.Join(", ", fact.Values)}.");
    }

    private static string Suggestion(string word, IEnumerable<string> known)
    {
        var nearest = known.Select(name => (name, Distance: Distance(word, name))).MinBy(pair => pair.Distance);
        return nearest.name is not null && nearest.Distance <= Math.Max(2, word.Length / 4) ? $"; did you mean '{nearest.name}'?" : "";
    }

    /// <summary>Levenshtein's edit distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }
        return row[b.Length];
    }
}
