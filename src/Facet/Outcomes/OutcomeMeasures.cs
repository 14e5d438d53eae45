using Facet.Knowledge;

namespace Facet.Outcomes;

/// <summary>Everything that is measured of a person on a plan: questionnaires, when they are due, who counts as a responder, the diary.</summary>
public sealed class OutcomeMeasures
{
    internal OutcomeMeasures(IReadOnlyList<Instrument> instruments, AskingPlan schedule, IReadOnlyList<ResponderRule> responderRules, DiarySettings diary) =>
        (Instruments, Schedule, ResponderRules, Diary) = (instruments, schedule, responderRules, diary);

    /// <summary>All instruments, in the order of the file, available here or not.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>When each is asked.</summary>
    public AskingPlan Schedule { get; }

    /// <summary>Who counts as a responder, as recovered, as getting worse.</summary>
    public IReadOnlyList<ResponderRule> ResponderRules { get; }

    /// <summary>How the diary is summed up.</summary>
    public DiarySettings Diary { get; }

    /// <summary>The instrument with this id, or <see langword="null"/>.</summary>
    public Instrument? Find(string id) => Instruments.FirstOrDefault(instrument => instrument.Id == id);

    /// <summary>Reads and checks the files about instruments.</summary>
    /// <param name="files">The knowledge files.</param>
    /// <param name="knowledge">Their rules, inputs and sources, which instruments name.</param>
    /// <returns>The measures, or every problem with file, line, column and reason.</returns>
    public static Checked<OutcomeMeasures> Load(KnowledgeFiles files, ClinicalKnowledge knowledge)
    {
        var problems = new List<Problem>();
        var measures = new InstrumentLoader(knowledge, problems).Load(files);
        return problems.Count > 0 ? Checked<OutcomeMeasures>.Refused(problems) : measures;
    }
}
