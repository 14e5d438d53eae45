using System.Text.Json;
using Facet.Storage.Accounts;
using Facet.Storage.Care;
using Facet.Web.SignIn;

namespace Facet.Web.Care;

/// <summary><c>GET /my/data/download</c>: everything that is stored about the person who is signed in, as one file, written while it is read.</summary>
internal static class DataFile
{
    private const int FlushAt = 32 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/my/data/download", Handle).WithName(nameof(DataFile)).RequireAuthorization(PatientRules.Policy, StaffRules.Recent);

    private static async Task Handle(HttpContext context, MyRecord mine, PersonFileStore files, AccountStore accounts, ClinicDay day)
    {
        var cancellation = context.RequestAborted;
        await using var file = await files.Open(mine.Member.Caller, mine.Patient, cancellation);
        if (file is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.ContentDisposition = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"attachment; filename=\"my-data-{day.Today:yyyy-MM-dd}.json\"");
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, new() { Indented = true });
        await Write(json, file, await accounts.Names(mine.Member.Caller, cancellation), mine.Member.Id, day.Now, cancellation);
    }

    /// <summary>Writes the file: see docs/pathway/care.md for its parts.</summary>
    internal static async Task Write(Utf8JsonWriter json, PersonFile file, IReadOnlyDictionary<string, string> names, Guid self, DateTimeOffset now, CancellationToken cancellation)
    {
        var own = file.Accounts.Select(account => account.Id.ToString()).Append(self.ToString()).ToHashSet(StringComparer.Ordinal);
        string Who(string actor) => own.Contains(actor) ? "you" : actor switch { "patient" => "you, without signing in", "facet" => "the program", "nobody" => "somebody who was not signed in", _ => names.GetValueOrDefault(actor, actor) };
        async Task Part<T>(string name, IAsyncEnumerable<T> rows, Action<T> write)
        {
            json.WriteStartArray(name);
            await foreach (var row in rows.WithCancellation(cancellation))
            {
                json.WriteStartObject();
                write(row);
                json.WriteEndObject();
                if (json.BytesPending > FlushAt) { await json.FlushAsync(cancellation); }
            }
            json.WriteEndArray();
        }

        json.WriteStartObject();
        json.WriteString("format", "facet-person-1");
        json.WriteString("written", now);
        json.WriteStartObject("person");
        json.WriteString("id", file.Patient.Id.Value);
        json.WriteString("name", file.Patient.Name);
        json.WriteString("since", file.Patient.At);
        json.WriteEndObject();
        json.WriteStartArray("accounts");
        foreach (var account in file.Accounts)
        {
            json.WriteStartObject();
            json.WriteString("email", account.Email);
            json.WriteString("name", account.Name);
            json.WriteString("created", account.Created);
            json.WriteBoolean("hasAuthenticator", account.HasAuthenticator);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        await Part("answers", file.Answers(), row =>
        {
            json.WriteString("at", row.At);
            json.WriteString("by", Who(row.Author));
            json.WriteString("page", row.Page);
            Raw("values", row.Json);
        });
        await Part("drafts", file.Proposals(), row =>
        {
            json.WriteNumber("version", row.Version);
            json.WriteString("at", row.At);
            json.WriteString("outcome", row.Outcome);
            Raw("draft", row.Document);
        });
        await Part("plans", file.Plans(), row =>
        {
            json.WriteNumber("version", row.Version);
            json.WriteString("at", row.At);
            json.WriteString("signer", row.Plan.Signer);
            json.WriteString("reason", row.Plan.Reason);
            Raw("plan", row.Plan.Document);
        });
        await Part("entries", file.Entries(), row =>
        {
            json.WriteNumber("place", row.Sequence);
            json.WriteString("at", row.At);
            json.WriteString("by", Who(row.Author));
            Raw("entry", row.Entry.Json);
        });
        await Part("tasksOfTheTeam", file.Tasks(), row =>
        {
            json.WriteString("at", row.At);
            json.WriteString("kind", row.Kind);
            json.WriteString("tier", row.Tier);
            json.WriteString("text", row.Text);
            json.WriteString("due", row.Due);
            if (row.Answered is { } answered)
            {
                json.WriteString("answered", answered);
                json.WriteString("answer", row.Answer);
            }
        });
        await Part("reminders", file.Reminders(), row =>
        {
            json.WriteString("kind", row.What.Kind);
            json.WriteString("by", row.What.Channel);
            json.WriteString("due", row.What.Due);
            json.WriteString("state", row.State);
            json.WriteNumber("tries", row.Attempts);
        });
        await Part("devices", file.Browsers(), row =>
        {
            json.WriteString("since", row.At);
            json.WriteString("address", row.Endpoint);
        });
        await Part("calendarAddresses", file.Calendars(), row =>
        {
            json.WriteString("made", row.At);
            if (row.Revoked is { } ended) { json.WriteString("ended", ended); }
        });
        await Part("visits", file.Visits(), row =>
        {
            json.WriteString("at", row.At);
            json.WriteString("by", Who(row.Author));
            json.WriteString("what", row.Kind);
            json.WriteString("visit", row.After.Id);
            json.WriteString("item", row.After.Item);
            json.WriteString("starts", row.After.Place.Starts);
            json.WriteNumber("minutes", row.After.Place.Minutes);
            if (row.Note is { } note) { json.WriteString("note", note); }
        });
        await Part("waitedFor", file.Waits(), row =>
        {
            json.WriteString("since", row.At);
            json.WriteString("item", row.Item);
            json.WriteString("before", row.Latest);
            json.WriteString("state", row.State);
        });
        json.WriteStartArray("askedToBeSeen");
        foreach (var request in await file.Requests(cancellation))
        {
            json.WriteStartObject();
            json.WriteString("at", request.At);
            json.WriteString("urgency", request.Tier);
            json.WriteString("answerBy", request.FirstDue);
            if (request.Contact is { } contact)
            {
                json.WriteString("name", contact.Name);
                json.WriteString("email", contact.Email);
                json.WriteString("phone", contact.Phone);
                json.WriteString("times", contact.Times);
                json.WriteString("goals", contact.Goals);
            }
            json.WriteStartArray("answers");
            foreach (var answer in request.Answers)
            {
                json.WriteStartObject();
                json.WriteString("at", answer.At);
                json.WriteString("by", Who(answer.Author));
                json.WriteString("what", answer.Code);
                json.WriteString("text", answer.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        await Part("whoLooked", file.Audit(), row =>
        {
            json.WriteString("at", row.At);
            json.WriteString("who", Who(row.Actor));
            json.WriteString("what", row.Action);
        });
        json.WriteEndObject();
        await json.FlushAsync(cancellation);

        // What is stored as JSON is handed out as it is stored: the store lets nothing else in.
        void Raw(string name, string text)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(text, skipInputValidation: false);
        }
    }
}
