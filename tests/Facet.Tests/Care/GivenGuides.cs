using Facet.Knowledge;
using Facet.Planning;

namespace Facet.Tests.Care;

/// <summary>How the exercises of the embedded knowledge are done.</summary>
internal static class GivenGuides
{
    public static IReadOnlyList<ExerciseGuide> All { get; } = Given.Need(CarePathway.Load(Given.Need(KnowledgeFiles.With([(ExerciseGuideLoader.PlayerFile, KnowledgeFiles.Embedded.Read(ExerciseGuideLoader.PlayerFile))])))).ExerciseGuides;
}
