using Facet.Intake;
using Facet.Knowledge;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Web.Requests;
using Facet.Web.Shell;

namespace Facet.Web.Intake;

/// <summary>The answers of the person whose ticket came with the request.</summary>
internal sealed class IntakeBook(IHttpContextAccessor http, IntakeStore store, HomeClinic clinic, Questionnaire questions)
{
    private Dictionary<string, PageAnswer>? answers;

    private Caller Caller => Caller.Patient(clinic.Id);

    private HttpContext Context => http.HttpContext ?? throw new InvalidOperationException("There is no request.");

    private CancellationToken Cancellation => Context.RequestAborted;

    public IntakeId? Id => IntakeTicket.Read(Context.User) is { } id ? new(id) : null;

    /// <summary>The version of the answers that <see cref="Read"/> gave.</summary>
    public int Version { get; private set; }

    public Questionnaire Questions => questions;

    /// <summary>Whether the person came to ask for a consultation: then only the questions about danger come before it.</summary>
    public bool IsForConsultation => IntakeTicket.IsForConsultation(Context.User);

    public async Task Begin(bool forConsultation = false) => await IntakeTicket.Issue(Context, (await store.Start(Caller, null, Cancellation)).Value, forConsultation);

    /// <summary>Remembers from the next request on what the person came for.</summary>
    public Task ComeFor(bool consultation) => Id is { } id ? IntakeTicket.Issue(Context, id.Value, consultation) : Task.CompletedTask;

    /// <summary>Where it goes on after a page, or from the beginning.</summary>
    public string AddressAfter(QuestionPage? page, IReadOnlyDictionary<string, PageAnswer> answers) =>
        IsForConsultation ? Questions.AddressAfter(page, DangerQuestions.Open(Questions, answers), RequestDesk.Contact) : Questions.AddressAfter(page, answers);

    /// <summary>The answers by page; null when the ticket's intake does not exist (any more).</summary>
    public async Task<IReadOnlyDictionary<string, PageAnswer>?> Read()
    {
        if (answers is null && Id is { } id && await store.At(Caller, id, null, Cancellation) is { } stored)
        {
            Version = stored.Version;
            answers = stored.Pages.Where(page => Questions.Find(page.Key) is not null)
                .ToDictionary(page => page.Key, page => StoredAnswer.Read(page.Value), StringComparer.Ordinal);
        }
        return answers;
    }

    public async Task Save(QuestionPage page, PageAnswer answer)
    {
        if (Id is { } id && await Read() is not null && await store.Append(Caller, id, page.Id, StoredAnswer.Write(answer), Cancellation) is not null)
        {
            answers![page.Id] = answer;
            return;
        }
        throw new InvalidOperationException("An answer came for an intake that does not exist.");
    }

    /// <summary>What all answers say together, as the rules read it.</summary>
    /// <exception cref="InvalidOperationException">Stored answers do not fit the data dictionary (any more).</exception>
    public PatientProfile Profile(ClinicalKnowledge knowledge, IReadOnlyDictionary<string, PageAnswer> answers) =>
        PatientProfile.From(knowledge, questions.Gather(answers)).TryGet(out var profile, out var problems)
            ? profile
            // Codes only: a message may repeat an answer, and this ends in the log.
            : throw new InvalidOperationException($"Stored answers do not fit the data dictionary: {string.Join(", ", problems.Select(problem => problem.Code))}.");
}
