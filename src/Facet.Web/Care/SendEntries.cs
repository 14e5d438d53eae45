using System.Buffers;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Facet.Care;
using Facet.Interop.Json;
using Facet.Storage.Care;
using Facet.Web.SignIn;
using Microsoft.AspNetCore.Http.Features;

namespace Facet.Web.Care;

/// <summary><c>POST /my/entries</c>: takes what a device has queued, in order, each entry once.</summary>
/// <remarks>
/// There is no antiforgery token: a queue can be days old, older than any token of the page it was written on. What stands in for it: the request must
/// carry a header of its own (<see cref="PersonHeader"/>), which a page of another site cannot send without asking this server first, and this server
/// never says yes; it must be JSON, which no form can send; browsers that say where a request comes from must say "same-origin"; and the session's
/// cookie does not travel with posts from other sites (SameSite=Lax).
/// </remarks>
internal static class SendEntries
{
    /// <summary>Whose entries they are (<see cref="PersonTag"/>). A page that outlived its session must not write them into the record of the next person.</summary>
    public const string PersonHeader = "Facet-Person";

    /// <summary>The most bytes of a request.</summary>
    public const int MostBytes = 64 * 1024;

    private const int MostBytesRead = 4 * MostBytes;

    /// <summary>The oldest day that a device may still write about, in days before today.</summary>
    public const int OldestDays = 31;

    /// <summary>The days after today that a device may write about. By its time zone it can be a day ahead; further ahead nobody knows how a day was.</summary>
    private const int DaysAhead = 1;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/my/entries", (RequestDelegate)Handle).WithName(nameof(SendEntries)).RequireAuthorization(PatientRules.Policy).WithMetadata(new AnswersInJson());

    private static async Task Handle(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var request = context.Request;
        var from = request.Headers["Sec-Fetch-Site"].ToString();
        if (!request.Headers.TryGetValue(PersonHeader, out var person) || (from.Length > 0 && from != "same-origin") || !request.HasJsonContentType())
        {
            await Say(context, StatusCodes.Status403Forbidden, new() { Error = "not-from-a-page" });
            return;
        }
        var member = StaffMember.Demand(context);
        var patient = member.Patient!.Value;
        if (person != PersonTag.Of(patient))
        {
            await Say(context, StatusCodes.Status403Forbidden, new() { Error = "somebody-else" });
            return;
        }
        SentEntries sent;
        var body = ArrayPool<byte>.Shared.Rent(MostBytes);
        try
        {
            var length = await Read(request, body, cancellation);
            if (length > MostBytes)
            {
                await Say(context, StatusCodes.Status413PayloadTooLarge, new() { Error = "too-long" });
                return;
            }
            sent = SentEntries.Read(body.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
        var services = context.RequestServices;
        if (sent.Entries.Any(entry => entry is CheckIn { HasWarning: true }))
        {
            var today = services.GetRequiredService<ClinicDay>().Today;
            sent = sent with { Entries = [.. sent.Entries.Select(entry => entry is CheckIn { HasWarning: true } yes ? InTime(yes, today) : entry)] };
        }
        var against = await Against(sent, member, patient, services, cancellation);
        if (sent.Problems.Count + against.Count > 0)
        {
            await Say(context, StatusCodes.Status400BadRequest, new() { Problems = [.. sent.Problems.Concat(against).Select(SaidProblem.Of)] });
            return;
        }
        await Store(context, sent.Stream, sent.First, [.. sent.Entries.OfType<CareEntry>()], member, patient);
    }

    private static async Task Store(HttpContext context, Guid stream, int first, List<CareEntry> entries, StaffMember member, PatientId patient)
    {
        var cancellation = context.RequestAborted;
        var log = context.RequestServices.GetRequiredService<EntryLog>();
        var sequences = new List<long>(entries.Count);
        while (true)
        {
            var rest = sequences.Count == 0 ? entries : entries.GetRange(sequences.Count, entries.Count - sequences.Count);
            var result = await MyRecord.Write(log, member.Caller, patient, stream, rest, cancellation, first + sequences.Count);
            sequences.AddRange(result.Sequences);
            switch (result.Problem)
            {
                case AppendProblem.Absent:
                    await Say(context, StatusCodes.Status403Forbidden, new() { Error = "no-record" });
                    return;
                case AppendProblem.Gap gap:
                    await Say(context, StatusCodes.Status409Conflict, new() { Stored = sequences.Count, Expected = gap.Expected });
                    return;
                case AppendProblem.Differs differs when MyRecord.Entry(differs.Stored) is { Entry: var stored } && IsSame(stored, entries[sequences.Count]):
                    sequences.Add(differs.Stored.Sequence);
                    if (sequences.Count == entries.Count)
                    {
                        break;
                    }
                    continue;
                case AppendProblem.Differs differs:
                    await Say(context, StatusCodes.Status409Conflict, new() { Stored = sequences.Count, Conflict = new(differs.Stored.Entry.Number, differs.Stored.At, JsonNode.Parse(differs.Stored.Entry.Json)!) });
                    return;
            }
            break;
        }
        var next = await context.RequestServices.GetRequiredService<WatchShelf>().After(member.Caller, patient, sequences, entries, cancellation);
        await Say(context, StatusCodes.Status200OK, new() { Stored = entries.Count, Next = next == WatchNext.FullSet ? "/my/warning" : null });
    }

    /// <summary>A yes to a safe question as it is taken, whatever day it names: refused for a wrong or an old date, nobody would know of it. One that is ahead counts for the day on which it came,
    /// one that is too old for the oldest that is taken; when it was written by the device's clock stays beside it.</summary>
    private static CheckIn InTime(CheckIn yes, DateOnly today) =>
        yes.Day > today.AddDays(DaysAhead) ? yes with { Day = today }
        : yes.Day < today.AddDays(-OldestDays) ? yes with { Day = today.AddDays(-OldestDays) }
        : yes;

    /// <summary>Whether an entry is the one that is stored. An older program may have written it in other words; a yes may have come first on a day on which it counted for another one.</summary>
    private static bool IsSame(CareEntry stored, CareEntry sent) =>
        CareDocument.Write(stored) == CareDocument.Write(sent is CheckIn { HasWarning: true } ? sent with { Day = stored.Day } : sent);

    /// <summary>What calendar and plan have against entries. What is stored already, with its answer lost, is not asked again: it may have been right in its time.</summary>
    private static async Task<IReadOnlyList<Problem>> Against(SentEntries sent, StaffMember member, PatientId patient, IServiceProvider services, CancellationToken cancellation)
    {
        var today = services.GetRequiredService<ClinicDay>().Today;
        var (oldest, newest) = (today.AddDays(-OldestDays), today.AddDays(DaysAhead));
        if (sent.Entries.All(entry => entry is null || (entry is CheckIn or Message { Item: null } && entry.Day >= oldest && entry.Day <= newest)))
        {
            return [];
        }
        var record = (await services.GetRequiredService<EntryLog>().Read(member.Caller, patient, null, cancellation) ?? []).ToList();
        var stored = record.Where(each => each.Entry.Stream == sent.Stream).Select(each => each.Entry.Number).ToHashSet();
        var entries = record.Select(MyRecord.Entry).OfType<Recorded>().ToList();
        var plan = await services.GetRequiredService<CarePlanStore>().Newest(member.Caller, patient, cancellation) is { } signed ? services.GetRequiredService<PlanShelf>().Open(signed) : null;
        var problems = new List<Problem>();
        for (var i = 0; i < sent.Entries.Count; i++)
        {
            if (sent.Entries[i] is not { } entry || stored.Contains(sent.First + i))
            {
                continue;
            }
            if (entry.Day > newest)
            {
                problems.Add(new($"entries/{i}/day", "future", "This is about a day that has not come yet. Is the date of this device right?"));
            }
            else if (entry.Day < oldest)
            {
                problems.Add(new($"entries/{i}/day", "too-old", $"This is about a day more than {OldestDays} days ago. Tell your team about it instead."));
            }
            // What a page checks before it writes must not slip past it: kinds are taken whose checks are here.
            switch (entry)
            {
                case CheckIn or Message { Item: null }:
                    break;
                case Message message when plan?.Find(message.Item!) is null:
                    problems.Add(new($"entries/{i}/item", "unknown-item", "Your plan does not have this."));
                    break;
                case ItemDone done when plan?.Find(done.Item) is null:
                    problems.Add(new($"entries/{i}/item", "unknown-item", "Your plan does not have this."));
                    break;
                case ItemMoved move when plan is null || Move(plan, entries, move) is not null:
                    problems.Add(new($"entries/{i}/to", "cannot-move", plan is null ? "You do not have a plan yet." : Move(plan, entries, move)!));
                    break;
                case Message or ItemDone or ItemMoved:
                    break;
                case { MayComeFromDevice: true }:
                    problems.Add(new($"entries/{i}/kind", "not-from-a-queue", "This kind of entry needs a connection."));
                    break;
            }
            entries.Add(new((entries.Count > 0 ? entries[^1].Sequence : 0) + 1, default, member.Caller.Actor, entry));
        }
        return problems;
    }

    /// <summary>What stands against a move, seen from the day on which the item is now.</summary>
    private static string? Move(CarePlan plan, IReadOnlyList<Recorded> record, ItemMoved move)
    {
        var from = record.Select(each => each.Entry).OfType<ItemMoved>().LastOrDefault(each => each.Item == move.Item && each.Day == move.Day)?.To ?? move.Day;
        return CareDay.Of(plan, record, from).WhyNotMove(plan, record, move.Item, move.To, from);
    }

    /// <summary>Reads the body into a buffer. What is too long is read to its end all the same, within reason: whoever is cut off while sending hears no answer.</summary>
    /// <returns>Its length; more than the most where it is too long.</returns>
    private static async ValueTask<int> Read(HttpRequest request, byte[] buffer, CancellationToken cancellation)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytesRead;
        }
        var length = 0;
        try
        {
            while (true)
            {
                // Once it is too long, its bytes fall on each other.
                var free = length < MostBytes ? buffer.AsMemory(length, MostBytes - length) : buffer.AsMemory(0, MostBytes);
                if (await request.Body.ReadAsync(free, cancellation) is var read and > 0)
                {
                    length += read;
                }
                else
                {
                    return length;
                }
            }
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return MostBytes + 1;
        }
        catch (BadHttpRequestException gone)
        {
            // A phone that lost the network half-way hears no answer and sends again: nothing for the log of errors.
            throw new OperationCanceledException(gone.Message, gone);
        }
    }

    private static Task Say(HttpContext context, int status, SaidToDevice said)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(said, SaidJson.Default.SaidToDevice, "application/json", context.RequestAborted);
    }
}

/// <summary>On an endpoint that a script asks: whoever may not use it gets a status and JSON, and is not led to another page.</summary>
internal sealed record AnswersInJson;

/// <summary>What a device is told.</summary>
internal sealed record SaidToDevice
{
    /// <summary>How many entries, from the first on, are stored now.</summary>
    public int? Stored { get; init; }

    /// <summary>The page that matters next.</summary>
    public string? Next { get; init; }

    /// <summary>The number that should have come.</summary>
    public int? Expected { get; init; }

    /// <summary>Another entry that has the number.</summary>
    public SaidConflict? Conflict { get; init; }

    /// <summary>Everything that is wrong; nothing was stored.</summary>
    public IReadOnlyList<SaidProblem>? Problems { get; init; }

    /// <summary>Why nothing was looked at, as a word.</summary>
    public string? Error { get; init; }
}

/// <summary>The entry that is stored under a number.</summary>
internal sealed record SaidConflict(int Number, DateTimeOffset At, JsonNode Entry);

/// <summary>What is wrong with what was sent: which entry, from 0, and which field.</summary>
internal sealed record SaidProblem(int? Index, string Field, string Code, string Message)
{
    public static SaidProblem Of(Problem problem) => problem.Path.Split('/') is ["entries", var index, .. var field]
        ? new(int.Parse(index, System.Globalization.CultureInfo.InvariantCulture), string.Join('/', field), problem.Code, problem.Message)
        : new(null, problem.Path, problem.Code, problem.Message);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SaidToDevice))]
internal sealed partial class SaidJson : JsonSerializerContext;
