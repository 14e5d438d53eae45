using Facet.Care;
using Facet.Knowledge;
using Facet.Outcomes;
using Facet.Planning;
using Facet.Web.Care;

namespace Facet.Web.Outcomes;

/// <summary>The questionnaires of whoever is signed in as a patient.</summary>
internal sealed class MyQuestions(MyRecord mine, OutcomeMeasures measures, ClinicalKnowledge knowledge, CarePathway pathway)
{
    /// <summary>What is due.</summary>
    public DueList Due(MyState state) => measures.Schedule.DueFor(Course(state), measures);

    /// <summary>What was answered since the first plan began.</summary>
    public PatientCourse Course(MyState state) => Progress.CourseOf(measures, state.Record, state.Begins, state.Today);

    /// <summary>Where an instrument is asked. An address names no health data: instruments go by their place in the list.</summary>
    public string Address(Instrument instrument) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/my/questions/{1 + measures.Instruments.ToList().IndexOf(instrument)}");

    /// <summary>The instrument at a place; null for none that can be asked here.</summary>
    public Instrument? At(int place) => place >= 1 && place <= measures.Instruments.Count && measures.Instruments[place - 1] is { IsAvailable: true } instrument ? instrument : null;

    /// <summary>Keeps answers, with what the team must look at because of them.</summary>
    public async Task Save(MyState state, Guid form, Score score)
    {
        var rule = score.Alarm is { } alarm ? knowledge.Triage.First(rule => rule.Id == alarm.Rule) : null;
        var entry = new QuestionnaireAnswers
        {
            Day = state.Today,
            Instrument = score.Instrument.Id,
            Answers = score.Answers,
            Score = score.Value,
            Knowledge = pathway.KnowledgeId,
            Rules = rule is null ? [] : [rule.Id],
            Tier = rule?.Tier ?? TriageTier.None,
            Hours = rule?.LimitHours ?? 0,
        };
        await mine.Write(form, [entry, .. OutcomeWatch.Reviews(measures, state, entry)]);
    }

    /// <summary>The answers that raise a red flag and that no safety questions have followed yet; null for none.</summary>
    public static QuestionnaireAnswers? Alarm(MyState state)
    {
        var answered = state.Record.Where(each => each.Entry is WarningAnswers).Select(each => each.Sequence).DefaultIfEmpty(0).Max();
        return state.Record.Where(each => each.Sequence > answered).Select(each => each.Entry).OfType<QuestionnaireAnswers>().LastOrDefault(entry => entry.Rules.Count > 0);
    }
}
