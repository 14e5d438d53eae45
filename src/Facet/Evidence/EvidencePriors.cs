using Facet.Knowledge;

namespace Facet.Evidence;

/// <summary>A normal belief about an effect.</summary>
/// <param name="Mean">Points of 100; negative is better.</param>
/// <param name="Sd">Points, above 0.</param>
public readonly record struct NormalPrior(double Mean, double Sd);

/// <summary>Beliefs before any trial is seen (<c>evidence/priors.yaml</c>), in points of 100.</summary>
public sealed record EvidencePriors
{
    private const string File = "evidence/priors.yaml";

    /// <summary>The mean specific effect of a family.</summary>
    public required NormalPrior Family { get; init; }

    /// <summary>What being treated at all does; also sham and placebo where they are components.</summary>
    public required NormalPrior Context { get; init; }

    /// <summary>What usual care does.</summary>
    public required NormalPrior UsualCare { get; init; }

    /// <summary>The mean interaction of a pair.</summary>
    public required NormalPrior InteractionMean { get; init; }

    /// <summary>Scale of the half-normal prior of τ, the standard deviation between studies; above 0.</summary>
    public required double BetweenStudies { get; init; }

    /// <summary>Scale of the half-normal prior of σᵤ, the standard deviation of specific effects inside a family; above 0.</summary>
    public required double Specific { get; init; }

    /// <summary>Scale of the half-normal prior of the standard deviation of interactions; above 0.</summary>
    public required double Interaction { get; init; }

    /// <summary>Scale of the half-normal prior of the step of a specific effect from one time window to the next; above 0.</summary>
    public required double Drift { get; init; }

    /// <summary>Reads the priors.</summary>
    /// <returns>The priors, or every problem with file, line, column and reason.</returns>
    public static Checked<EvidencePriors> Load(KnowledgeFiles files)
    {
        var problems = new List<Problem>();
        var node = Node.Parse(File, files.Read(File), problems);
        if (node is null) { return Checked<EvidencePriors>.Refused(problems); }
        _ = node.Whole("version");
        var scales = node.Need("half_normal");
        var priors = new EvidencePriors
        {
            Family = Normal("family"),
            Context = Normal("context"),
            UsualCare = Normal("usual_care"),
            InteractionMean = Normal("interaction_mean"),
            BetweenStudies = Scale("between_studies"),
            Specific = Scale("specific"),
            Interaction = Scale("interaction"),
            Drift = Scale("drift"),
        };
        scales?.RefuseOtherKeys("note");
        node.RefuseOtherKeys("note");
        return problems.Count > 0 ? Checked<EvidencePriors>.Refused(problems) : priors;

        NormalPrior Normal(string key)
        {
            var prior = node.Need(key);
            var normal = new NormalPrior(prior?.Need("mean")?.AsNumber() ?? 0, Positive(prior?.Need("sd")));
            prior?.RefuseOtherKeys("note");
            return normal;
        }

        double Scale(string key) => Positive(scales?.Need(key));
    }

    private static double Positive(Node? node)
    {
        var value = node?.AsNumber() ?? 1;
        if (value <= 0) { node?.Report("not-positive", "A standard deviation must be above 0."); }
        return value;
    }
}
