using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Clinics;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Storage;

public class UpgradeTests
{
    /// <summary>
    /// For every migration, in words that the database understood right after it: rows for what it added. They stay as they
    /// are when later migrations come, as the databases of clinics do. The hashes were made with sha256sum, not with Facet.
    /// </summary>
    private static readonly (string Migration, string Rows)[] Rows =
    [
        ("Beginning", """
            INSERT INTO clinic (id, name, created) VALUES ('01900000-0000-7000-8000-00000000000A', 'Old clinic', '2025-01-02T03:04:05.6789012Z');
            INSERT INTO intake (id, clinic, started_at, person)
            VALUES ('01900000-0000-7000-8000-00000000000B', '01900000-0000-7000-8000-00000000000A', '2025-01-02T03:04:06.0000000Z', NULL);
            INSERT INTO intake_answer (id, intake, sequence, page, json, author, at, replaces)
            VALUES ('01900000-0000-7000-8000-00000000000C', '01900000-0000-7000-8000-00000000000B', 1, 'pain', '{{"now": 7}}', 'patient', '2025-01-02T03:04:07.0000000Z', NULL);
            INSERT INTO intake_answer (id, intake, sequence, page, json, author, at, replaces)
            VALUES ('01900000-0000-7000-8000-00000000000D', '01900000-0000-7000-8000-00000000000B', 2, 'pain', '{{"now": 6}}', 'patient', '2025-01-02T03:04:08.0000000Z', '01900000-0000-7000-8000-00000000000C');
            INSERT INTO proposal (id, intake, version, at, author, outcome, knowledge, effect_model, settings, document)
            VALUES ('01900000-0000-7000-8000-00000000000E', '01900000-0000-7000-8000-00000000000B', 1, '2025-01-02T03:04:09.0000000Z', 'facet', 'plan', 'k1', 'e1', 's1', '{{"items": []}}');
            INSERT INTO audit (clinic, sequence, at, actor, action, subject_type, subject_id, previous_hash, hash)
            VALUES ('01900000-0000-7000-8000-00000000000A', 1, '2025-01-02T03:04:06.0000000Z', 'patient', 'intake.start', 'intake', '01900000-0000-7000-8000-00000000000B',
                '0000000000000000000000000000000000000000000000000000000000000000', '89dc1ec3534ce82aec426882cf52447c5fa09b577fdebd3850a401c71c441025');
            INSERT INTO audit (clinic, sequence, at, actor, action, subject_type, subject_id, previous_hash, hash)
            VALUES ('01900000-0000-7000-8000-00000000000A', 2, '2025-01-02T03:04:07.0000000Z', 'patient', 'intake.answer', 'intake', '01900000-0000-7000-8000-00000000000B',
                '89dc1ec3534ce82aec426882cf52447c5fa09b577fdebd3850a401c71c441025', '19435a0a6c5445070575415b0b7785fc615b748a2a388bf68ccaf520f732381e');
            INSERT INTO data_protection_key (id, name, xml, at) VALUES ('01900000-0000-7000-8000-00000000000F', 'key-1', '<key/>', '2025-01-02T03:04:05.0000000Z');
            """),
        ("Accounts", """
            INSERT INTO account (id, clinic, email, email_key, name, roles, created, password_hash, security_stamp, version, authenticator_key, has_authenticator, last_code_step, failed_sign_ins, locked_until, closed)
            VALUES ('01900000-0000-7000-8000-000000000010', '01900000-0000-7000-8000-00000000000A', 'Old@example.org', 'OLD@EXAMPLE.ORG', 'Old Hand', 'clinician administrator', '2025-01-02T03:04:10.0000000Z',
                'hash', 'stamp', 'v1', 'KEY', TRUE, 7, 1, '2025-01-02T03:19:10.0000000Z', NULL);
            INSERT INTO recovery_code (account, hash) VALUES ('01900000-0000-7000-8000-000000000010', '0000000000000000000000000000000000000000000000000000000000000001');
            INSERT INTO invitation (id, clinic, hash, email, roles, account, at, author, expires)
            VALUES ('01900000-0000-7000-8000-000000000011', '01900000-0000-7000-8000-00000000000A', '0000000000000000000000000000000000000000000000000000000000000002', NULL, 'administrator', NULL,
                '2025-01-02T03:04:09.0000000Z', 'facet', '2025-01-03T03:04:09.0000000Z');
            INSERT INTO invitation_use (invitation, at, author, account)
            VALUES ('01900000-0000-7000-8000-000000000011', '2025-01-02T03:04:10.0000000Z', '01900000-0000-7000-8000-000000000010', '01900000-0000-7000-8000-000000000010');
            """),
        ("LivingEvidence", """
            INSERT INTO evidence_version (id, clinic, number, at, author, reason, base, model, new_rows, old_rows, trials, effects)
            VALUES ('01900000-0000-7000-8000-000000000012', '01900000-0000-7000-8000-00000000000A', 1, '2025-01-02T03:04:11.0000000Z', '01900000-0000-7000-8000-000000000010', 'A new trial', 0, 'e2', 'n', 'o', 't', 'e');
            INSERT INTO evidence_choice (id, clinic, sequence, at, author, reason, number)
            VALUES ('01900000-0000-7000-8000-000000000013', '01900000-0000-7000-8000-00000000000A', 1, '2025-01-02T03:04:12.0000000Z', '01900000-0000-7000-8000-000000000010', 'Agreed', 1);
            """),
        ("PopulationAndReplay", """
            INSERT INTO proposal (id, intake, version, at, author, outcome, knowledge, effect_model, settings, document, answers, program)
            VALUES ('01900000-0000-7000-8000-000000000014', '01900000-0000-7000-8000-00000000000B', 2, '2025-01-02T03:04:13.0000000Z', 'facet', 'plan', 'k1', 'e1', 's1', '{{"items": []}}', 2, 'p1');
            INSERT INTO population_run (id, clinic, at, author, knowledge, effect_model, program, with_capacity)
            VALUES ('01900000-0000-7000-8000-000000000015', '01900000-0000-7000-8000-00000000000A', '2025-01-02T03:04:14.0000000Z', 'facet', 'k1', 'e1', 'p1', TRUE);
            INSERT INTO population_item (run, intake, outcome, answers, proposal, plan, change, detail, because)
            VALUES ('01900000-0000-7000-8000-000000000015', '01900000-0000-7000-8000-00000000000B', 'plan', 2, 2, 'walking=low', 'changed', '+walking=low', 'knowledge');
            INSERT INTO population_end (run, at, value, bound, prices) VALUES ('01900000-0000-7000-8000-000000000015', '2025-01-02T03:04:15.0000000Z', 1.5, 2.5, 'laser_unit=0.5');
            """),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Upgrading_from_any_earlier_version_loses_nothing(Engine engine)
    {
        for (var reached = 1; reached <= Rows.Length; reached++)
        {
            await using var database = await TestDatabase.Empty(engine);
            Directory.CreateDirectory(database.Folder);
            await using (var old = database.Connect())
            {
                var migrations = old.Database.GetMigrations().ToList();
                Assert.Equal(migrations.Select(name => name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..]), Rows.Select(row => row.Migration));
                for (var i = 0; i < reached; i++)
                {
                    await old.GetService<IMigrator>().MigrateAsync(migrations[i], Cancellation);
                    await old.Database.ExecuteSqlRawAsync(Rows[i].Rows, Cancellation);
                }
            }
            await AssertNothingIsLost(await database.Start(), reached);
        }
    }

    private static async Task AssertNothingIsLost(Node node, int reached)
    {
        var clinic = new ClinicId(new Guid("01900000-0000-7000-8000-00000000000A"));
        var intake = new IntakeId(new Guid("01900000-0000-7000-8000-00000000000B"));
        AnswerId first = new(new Guid("01900000-0000-7000-8000-00000000000C")), second = new(new Guid("01900000-0000-7000-8000-00000000000D"));
        var start = new DateTimeOffset(2025, 1, 2, 3, 4, 5, TimeSpan.Zero);

        // Opening an old database makes no demo clinic beside the real one.
        Assert.Equal([new Clinic(clinic, "Old clinic", start.AddTicks(6789012))], await node.Clinics.All(Cancellation));
        Assert.Equal(2, Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(clinic, Cancellation)).Rows);
        Assert.Equal(
            [
                new StoredAnswer(first, 1, "pain", """{"now": 7}""", "patient", start.AddSeconds(2), null),
                new StoredAnswer(second, 2, "pain", """{"now": 6}""", "patient", start.AddSeconds(3), first),
            ],
            await node.Intakes.History(node.Patient, intake, Cancellation));
        Assert.Equal(
            new StoredProposal(new ProposalId(new Guid("01900000-0000-7000-8000-00000000000E")), intake, 1, start.AddSeconds(4), "facet",
                new ProposalContent(ProposalOutcome.Plan, "k1", "e1", "s1", """{"items": []}""")),
            await node.Proposals.Version(node.Patient, intake, 1, Cancellation));
        Assert.Equal(["<key/>"], node.Keys.All());
        Assert.Equal(4, Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(clinic, Cancellation)).Rows);
        if (reached > 1)
        {
            var account = (await node.Accounts.FindByEmail("OLD@EXAMPLE.ORG", Cancellation))!;
            Assert.Equal((clinic, "Old Hand", Roles.Clinician | Roles.Administrator, start.AddSeconds(5), "hash", "KEY", true, 7, 1, start.AddSeconds(5).AddMinutes(15)),
                (account.Clinic, account.Name, account.Roles, account.Created, account.PasswordHash, account.AuthenticatorKey, account.HasAuthenticator, account.LastCodeStep, account.FailedSignIns, account.LockedUntil));
            Assert.Equal(1, await node.Accounts.CountRecoveryCodes(account.Id, Cancellation));
            Assert.True(await node.Accounts.HasAdministrator(clinic, Cancellation));
        }
        if (reached > 2)
        {
            Assert.Equal(new("A new trial", 0, "e2", "n", "o", "t", "e"), await node.Evidence.Find(clinic, 1, Cancellation));
            Assert.Equal([new(1, start.AddSeconds(6), "01900000-0000-7000-8000-000000000010", "A new trial", 0, "e2")], await node.Evidence.All(node.Patient, Cancellation));
            Assert.Equal([new(1, start.AddSeconds(7), "01900000-0000-7000-8000-000000000010", "Agreed")], await node.Evidence.Choices(node.Patient, Cancellation));
            Assert.Equal(1, await node.Evidence.Current(clinic, Cancellation));
        }
        if (reached > 3)
        {
            var proposal = (await node.Proposals.Newest(node.Patient, intake, Cancellation))!;
            Assert.Equal((2, 2, "p1"), (proposal.Version, proposal.Content.Answers, proposal.Content.Program));
            var runs = node.Services.GetRequiredService<PopulationStore>();
            var run = (await runs.Find(node.Patient, new(new Guid("01900000-0000-7000-8000-000000000015")), Cancellation))!;
            Assert.Equal((start.AddSeconds(9), new PopulationBasis("k1", "e1", "p1", true)), (run.At, run.Basis));
            Assert.Equal([new PopulationItem(intake, ProposalOutcome.Plan, 2, 2, "walking=low", PlanChange.Changed, "+walking=low", "knowledge")], await runs.Changes(node.Patient, run, 10, Cancellation));
            Assert.Equal([(intake, true)], await runs.People(node.Patient, run, Cancellation));
        }
    }
}
