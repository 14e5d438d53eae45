using System.CommandLine;
#if !NATIVE
using Facet.Knowledge;
using Facet.Planning;
using Facet.Storage.Clinics;
using Facet.Storage.Evidence;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Microsoft.Extensions.DependencyInjection;
#endif

namespace Facet.Cli;

/// <summary><c>facet replay PLAN-ID</c>: computes a stored proposal again from the versions that it quotes, and compares every byte.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var id = new Argument<Guid?>("PLAN-ID") { Description = "The name of a stored proposal.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Every stored proposal of the database." };
        var database = new DatabaseOptions();
        var knowledge = Input.KnowledgeFolder();
        var command = new Command("replay", "Compute a stored proposal again from the versions it quotes. 0: the same bytes; 1: other bytes, with what differs; 2: something is gone.") { id, all, knowledge };
        database.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(id)?.Tokens.Count > 0) == result.GetValue(all)) { result.AddError("Say one PLAN-ID, or --all."); }
        });
#if NATIVE
        command.SetAction(_ => ExitCode.NeedsRuntime);
#else
        command.SetAction((parsed, cancellation) => OpenedDatabase.Use(database.Read(parsed), parsed.GetValue(knowledge),
            (host, pathway, token) => Run(host, pathway, parsed.GetValue(id), token), cancellation));
#endif
        return command;
    }

#if !NATIVE
    private static async Task<int> Run(IServiceProvider host, CarePathway pathway, Guid? id, CancellationToken cancellation)
    {
        var proposals = host.GetRequiredService<ProposalStore>();
        var replay = new Replay(proposals, host.GetRequiredService<IntakeStore>(), host.GetRequiredService<KnowledgeArchive>(), host.GetRequiredService<EvidenceStore>(), pathway, OpenedDatabase.Forms);
        var (found, code) = (0, ExitCode.Done);
        foreach (var clinic in await host.GetRequiredService<ClinicStore>().All(cancellation))
        {
            var caller = Caller.Program(clinic.Id);
            IReadOnlyList<ProposalId> names = id is { } one ? [new(one)] : await proposals.Names(caller, cancellation);
            foreach (var name in names)
            {
                if (await replay.Run(caller, name, cancellation) is not { } result) { continue; }
                found++;
                code = Worse(code, Print(name, result));
            }
        }
        if (found == 0 && id is not null) { return Input.Refuse([new("PLAN-ID", "no-proposal", $"There is no proposal {id}.")]); }
        if (id is null) { Console.Out.WriteLine($"{found} proposals."); }
        return code;
    }

    /// <summary>Other bytes are worse news than something that is gone.</summary>
    private static int Worse(int one, int other) => one == ExitCode.Different || other == ExitCode.Different ? ExitCode.Different : Math.Max(one, other);

    private static int Print(ProposalId name, ReplayResult result)
    {
        switch (result)
        {
            case ReplayResult.Equal(var other):
                Console.Out.WriteLine($"{name}: the same to the byte{(other is null ? "" : $", though computed by program {other} then; this is {CarePathway.ProgramId}")}.");
                return ExitCode.Done;
            case ReplayResult.Different(var then, var now, var other):
                Console.Out.WriteLine($"{name}: not the same{(other is null ? "" : $"; it was computed by program {other}, and this is {CarePathway.ProgramId}")}.");
                foreach (var line in LineDifference.Of(then, now)) { Console.Out.WriteLine(line); }
                return ExitCode.Different;
            case ReplayResult.Missing(var what):
                foreach (var gone in what) { Console.Error.WriteLine($"{name}: {gone}"); }
                return ExitCode.BadInput;
            default:
                throw new InvalidOperationException("Not a result of a replay.");
        }
    }
#endif
}
