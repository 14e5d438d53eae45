using Facet.Care;
using Facet.Storage;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Desk;
using Facet.Storage.Intake;
using Facet.Storage.Planning;
using Facet.Storage.Schedule;
using Facet.Storage.Site;
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
        ("PatientsDay", """
            INSERT INTO patient (id, clinic, intake, name, at, erased)
            VALUES ('01900000-0000-7000-8000-000000000016', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-00000000000B', 'Old Friend', '2025-01-02T03:04:16.0000000Z', NULL);
            INSERT INTO account (id, clinic, email, email_key, name, roles, created, password_hash, security_stamp, version, authenticator_key, has_authenticator, last_code_step, failed_sign_ins, locked_until, closed, patient)
            VALUES ('01900000-0000-7000-8000-000000000017', '01900000-0000-7000-8000-00000000000A', 'friend@example.org', 'FRIEND@EXAMPLE.ORG', 'Old Friend', 'patient', '2025-01-02T03:04:17.0000000Z',
                'hash', 'stamp', 'v1', NULL, FALSE, 0, 0, NULL, NULL, '01900000-0000-7000-8000-000000000016');
            INSERT INTO invitation (id, clinic, hash, email, roles, account, at, author, expires, patient)
            VALUES ('01900000-0000-7000-8000-000000000018', '01900000-0000-7000-8000-00000000000A', '0000000000000000000000000000000000000000000000000000000000000003', 'friend@example.org', 'patient', NULL,
                '2025-01-02T03:04:16.0000000Z', '01900000-0000-7000-8000-000000000010', '2025-01-05T03:04:16.0000000Z', '01900000-0000-7000-8000-000000000016');
            INSERT INTO care_plan (patient, version, at, author, starts_on, signer, reason, document)
            VALUES ('01900000-0000-7000-8000-000000000016', 1, '2025-01-02T03:04:18.0000000Z', '01900000-0000-7000-8000-000000000010', '2025-01-06', 'Old Hand', 'agreed', '{{"items": []}}');
            INSERT INTO care_entry (patient, sequence, stream, number, kind, day, at, author, json, audit)
            VALUES ('01900000-0000-7000-8000-000000000016', 1, '01900000-0000-7000-8000-000000000019', 1, 'check-in', '2025-01-06', '2025-01-06T03:04:18.0000000Z', '01900000-0000-7000-8000-000000000017', '{{"pain": 5}}', 3);
            INSERT INTO clinic_task (id, clinic, patient, kind, tier, text, entry, at, due)
            VALUES ('01900000-0000-7000-8000-00000000001A', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', 'message', 'none', 'A message', 1, '2025-01-06T03:04:18.0000000Z', '2025-01-08T03:04:18.0000000Z');
            INSERT INTO clinic_task (id, clinic, patient, kind, tier, text, entry, at, due)
            VALUES ('01900000-0000-7000-8000-00000000001B', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', 'warning', 'urgent', 'Looked at', 1, '2025-01-06T03:04:18.0000000Z', '2025-01-07T03:04:18.0000000Z');
            INSERT INTO clinic_task_answer (task, at, author, text) VALUES ('01900000-0000-7000-8000-00000000001B', '2025-01-06T04:04:18.0000000Z', '01900000-0000-7000-8000-000000000010', 'Called');
            INSERT INTO reminder (id, clinic, patient, kind, channel, day, due, state, attempts, error, changed)
            VALUES ('01900000-0000-7000-8000-00000000001C', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', 'check-in', 'email', '2025-01-07', '2025-01-07T18:00:00.0000000Z', 'due', 0, NULL, '2025-01-06T03:04:18.0000000Z');
            INSERT INTO push_subscription (id, patient, endpoint, public_key, secret, at)
            VALUES ('01900000-0000-7000-8000-00000000001D', '01900000-0000-7000-8000-000000000016', 'https://push.example.org/1', 'key', 'secret', '2025-01-06T03:04:18.0000000Z');
            INSERT INTO calendar_feed (hash, clinic, patient, at, revoked)
            VALUES ('0000000000000000000000000000000000000000000000000000000000000004', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', '2025-01-06T03:04:18.0000000Z', NULL);
            """),
        ("Clinic", """
            INSERT INTO resource (id, clinic, kind, name, account, skills, seats, closed) VALUES ('01900000-0000-7000-8000-000000000020', '01900000-0000-7000-8000-00000000000A', 'staff', 'Old Hand', '01900000-0000-7000-8000-000000000010', 'manual_therapy', 1, NULL);
            INSERT INTO resource (id, clinic, kind, name, account, skills, seats, closed) VALUES ('01900000-0000-7000-8000-000000000021', '01900000-0000-7000-8000-00000000000A', 'room', 'Gym', NULL, 'group_exercise', 8, NULL);
            INSERT INTO shift (id, clinic, resource, weekday, from_minute, until_minute, first_day, last_day) VALUES ('01900000-0000-7000-8000-000000000022', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000020', 0, 480, 1020, '2025-01-06', NULL);
            INSERT INTO absence (id, clinic, resource, starts, ends, reason, author, revoked)
            VALUES ('01900000-0000-7000-8000-000000000023', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000020', '2025-02-03T08:00:00.0000000Z', '2025-02-07T17:00:00.0000000Z', 'Leave', '01900000-0000-7000-8000-000000000010', NULL);
            INSERT INTO booking (id, clinic, patient, plan, item, series, number, starts, minutes, staff, room, device, state, version)
            VALUES ('01900000-0000-7000-8000-000000000024', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', 1, 'manual_therapy', '01900000-0000-7000-8000-000000000025', 1, '2025-01-06T09:00:00.0000000Z', 30, '01900000-0000-7000-8000-000000000020', '01900000-0000-7000-8000-000000000021', NULL, 'booked', 1);
            INSERT INTO booking_slot (taken, slot, seat, booking) VALUES ('01900000-0000-7000-8000-000000000020', '2025-01-06T09:00:00.0000000Z', 0, '01900000-0000-7000-8000-000000000024');
            INSERT INTO booking_event (booking, sequence, clinic, patient, at, author, kind, json) VALUES ('01900000-0000-7000-8000-000000000024', 1, '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', '2025-01-03T03:04:20.0000000Z', '01900000-0000-7000-8000-000000000010', 'booked', '{{}}');
            INSERT INTO wait (id, clinic, patient, item, booking, earliest, latest, times, at, state, offer, offered_until)
            VALUES ('01900000-0000-7000-8000-000000000026', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', 'manual_therapy', '01900000-0000-7000-8000-000000000024', '2025-01-06T00:00:00.0000000Z', '2025-01-10T00:00:00.0000000Z', '[]', '2025-01-03T03:04:20.0000000Z', 'waiting', NULL, NULL);
            INSERT INTO clinic_setting (clinic, version, at, author, reason, json) VALUES ('01900000-0000-7000-8000-00000000000A', 1, '2025-01-03T03:04:20.0000000Z', '01900000-0000-7000-8000-000000000010', 'opening hours', '{{}}');
            INSERT INTO knowledge_approval (clinic, sequence, at, author, knowledge, approves, text) VALUES ('01900000-0000-7000-8000-00000000000A', 1, '2025-01-03T03:04:20.0000000Z', '01900000-0000-7000-8000-000000000010', 'k1', TRUE, 'read');
            INSERT INTO team_change (patient, sequence, account, joins, at, author) VALUES ('01900000-0000-7000-8000-000000000016', 1, '01900000-0000-7000-8000-000000000010', TRUE, '2025-01-03T03:04:20.0000000Z', '01900000-0000-7000-8000-000000000010');
            INSERT INTO access_reason (id, clinic, patient, account, code, text, at, until)
            VALUES ('01900000-0000-7000-8000-000000000027', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-000000000016', '01900000-0000-7000-8000-000000000010', 'cover', 'on leave', '2025-01-03T03:04:20.0000000Z', '2025-01-04T03:04:20.0000000Z');
            INSERT INTO rule_override (id, clinic, intake, rule, intervention, code, text, needs_second, at, author)
            VALUES ('01900000-0000-7000-8000-000000000028', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-00000000000B', 'R-1', 'manual_therapy', 'imaging', 'clear', TRUE, '2025-01-03T03:04:20.0000000Z', '01900000-0000-7000-8000-000000000010');
            INSERT INTO rule_override_answer (override, at, author, answer, text) VALUES ('01900000-0000-7000-8000-000000000028', '2025-01-03T04:04:20.0000000Z', '01900000-0000-7000-8000-000000000010', 'agrees', 'seen');
            """),
        ("PublicSite", """
            INSERT INTO article_version (clinic, language, slug, version, at, author, is_published, text, note, reviewer, reviewed) VALUES ('01900000-0000-7000-8000-00000000000A', 'en', 'laser', 1, '2025-01-04T03:04:20.0000000Z', '01900000-0000-7000-8000-000000000010', TRUE, 'Old words', 'first', 'Old Hand', '2025-01-04');
            INSERT INTO reply (id, clinic, slug, language, parent, name, text, tells_of_harm, at, account, receipt) VALUES ('01900000-0000-7000-8000-000000000030', '01900000-0000-7000-8000-00000000000A', 'laser', 'en', NULL, 'Ann', 'It helped', FALSE, '2025-01-04T03:04:20.0000000Z', NULL, 'r1');
            INSERT INTO reply (id, clinic, slug, language, parent, name, text, tells_of_harm, at, account, receipt) VALUES ('01900000-0000-7000-8000-000000000031', '01900000-0000-7000-8000-00000000000A', 'laser', 'en', '01900000-0000-7000-8000-000000000030', 'Old Hand', 'Thank you', FALSE, '2025-01-04T04:04:20.0000000Z', '01900000-0000-7000-8000-000000000010', '');
            INSERT INTO reply_contact (reply, email) VALUES ('01900000-0000-7000-8000-000000000030', 'ann@example.org');
            INSERT INTO reply_decision (reply, sequence, is_shown, code, text, at, author) VALUES ('01900000-0000-7000-8000-000000000030', 1, TRUE, 'fine', '', '2025-01-04T04:04:20.0000000Z', '01900000-0000-7000-8000-000000000010');
            INSERT INTO reply_report (id, reply, code, text, at) VALUES ('01900000-0000-7000-8000-000000000032', '01900000-0000-7000-8000-000000000030', 'rude', 'why', '2025-01-05T04:04:20.0000000Z');
            INSERT INTO consultation_request (id, clinic, intake, language, tier, at, due, receipt) VALUES ('01900000-0000-7000-8000-000000000033', '01900000-0000-7000-8000-00000000000A', '01900000-0000-7000-8000-00000000000B', 'es', 'none', '2025-01-04T03:04:20.0000000Z', '2025-01-06T03:04:20.0000000Z', 'r2');
            INSERT INTO consultation_contact (request, name, email, phone, times, goals) VALUES ('01900000-0000-7000-8000-000000000033', 'Bea', 'bea@example.org', '555', 'morning', 'walk');
            INSERT INTO consultation_answer (request, sequence, code, text, patient, again, at, author) VALUES ('01900000-0000-7000-8000-000000000033', 1, 'taken', 'called', '01900000-0000-7000-8000-000000000016', NULL, '2025-01-04T05:04:20.0000000Z', '01900000-0000-7000-8000-000000000010');
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
        if (reached > 4)
        {
            var patient = (await node.Services.GetRequiredService<PatientStore>().OfIntake(node.Patient, intake, Cancellation))!;
            Assert.Equal(("Old Friend", start.AddSeconds(11)), (patient.Name, patient.At));
            Assert.Equal(patient.Id, (await node.Accounts.FindByEmail("FRIEND@EXAMPLE.ORG", Cancellation))!.Patient);
            var plan = (await node.Services.GetRequiredService<CarePlanStore>().Newest(node.Patient, patient.Id, Cancellation))!;
            Assert.Equal((1, new PlanToSign(new(2025, 1, 6), "Old Hand", "agreed", """{"items": []}""")), (plan.Version, plan.Plan));
            var entry = Assert.Single((await node.Services.GetRequiredService<EntryLog>().Read(node.Patient, patient.Id, null, Cancellation))!);
            Assert.Equal(new EntryDraft(new("01900000-0000-7000-8000-000000000019"), 1, "check-in", new(2025, 1, 6), """{"pain": 5}"""), entry.Entry);
            Assert.Equal("A message", Assert.Single(await node.Services.GetRequiredService<ClinicTaskStore>().Open(node.Patient, 10, Cancellation)).Text);
        }
        if (reached > 5)
        {
            await using var db = node.Services.GetRequiredService<FacetDatabase>().Connect();
            Guid Id(string end) => new($"01900000-0000-7000-8000-0000000000{end}");
            var patient = new PatientId(Id("16"));
            var author = Id("10").ToString();
            var entered = new DateTimeOffset(2025, 1, 3, 3, 4, 20, TimeSpan.Zero);
            var resources = await node.Services.GetRequiredService<ResourceStore>().All(node.Patient, entered, entered.AddDays(60), true, Cancellation);
            Assert.Equal([(Id("20"), ResourceKind.Staff, "Old Hand", 1, (Guid?)Id("10")), (Id("21"), ResourceKind.Room, "Gym", 8, null)], resources.Select(each => (each.Resource.Id, each.Resource.Kind, each.Resource.Name, each.Resource.Seats, each.Account)));
            Assert.Equal(new StoredShift(Id("22"), new(new(DayOfWeek.Monday, 480, 1020), new(2025, 1, 6), null)), Assert.Single(resources[0].Shifts));
            Assert.Equal(new Absence(Id("23"), new(2025, 2, 3, 8, 0, 0, TimeSpan.Zero), new(2025, 2, 7, 17, 0, 0, TimeSpan.Zero), "Leave"), Assert.Single(resources[0].Absences));
            var line = Assert.Single(await node.Services.GetRequiredService<ScheduleStore>().Of(node.Patient, patient, Cancellation));
            Assert.Equal(new(new Booking(Id("24"), patient, 1, "manual_therapy", Id("25"), 1, new(new(2025, 1, 6, 9, 0, 0, TimeSpan.Zero), 30, Id("20"), Id("21"), null), BookingState.Booked, 1), "Old Friend", "booked", entered, author), line);
            Assert.Equal((Id("20"), line.Booking.Place.Starts, 0, Id("24")), (await db.Set<BookingSlotRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Taken, row.Slot, row.Seat, row.Booking)).Single());
            var waiting = Assert.Single(await node.Services.GetRequiredService<WaitStore>().Of(node.Patient, patient, Cancellation));
            Assert.Equal(("manual_therapy", (Guid?)Id("24"), new DateTimeOffset(2025, 1, 10, 0, 0, 0, TimeSpan.Zero)), (waiting.Wish.Item, waiting.Wish.Booking, waiting.Wish.Latest));
            Assert.Equal((1, "opening hours", "{}"), (await db.Set<ClinicSettingRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Version, row.Reason, row.Json)).Single());
            Assert.Equal((1, "k1", true, "read"), (await db.Set<KnowledgeApprovalRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Sequence, row.Knowledge, row.Approves, row.Text)).Single());
            Assert.Equal((patient, Id("10"), true), (await db.Set<TeamChangeRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Patient, row.Account, row.Joins)).Single());
            Assert.Equal((Id("27"), "cover", "on leave", entered.AddDays(1)), (await db.Set<AccessReasonRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Id, row.Code, row.Text, row.Until)).Single());
            Assert.Equal((Id("28"), "R-1", "imaging", true), (await db.Set<RuleOverrideRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Id, row.Rule, row.Code, row.NeedsSecond)).Single());
            Assert.Equal((Id("28"), "agrees", "seen"), (await db.Set<RuleOverrideAnswerRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Override, row.Answer, row.Text)).Single());
        }
        if (reached > 6)
        {
            await using var db = node.Services.GetRequiredService<FacetDatabase>().Connect();
            Guid Id(string end) => new($"01900000-0000-7000-8000-0000000000{end}");
            Assert.Equal(("laser", 1, true, "Old words", "Old Hand", (DateOnly?)new DateOnly(2025, 1, 4)), (await db.Set<ArticleVersionRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => ValueTuple.Create(row.Slug, row.Version, row.IsPublished, row.Text, row.Reviewer, row.Reviewed)).Single());
            Assert.Equal([("Ann", "It helped", null, null), ("Old Hand", "Thank you", Id("30"), (Guid?)Id("10"))], (await db.Set<ReplyRow>().AsNoTracking().OrderBy(row => row.At).ToListAsync(Cancellation)).Select(row => (row.Name, row.Text, row.Parent, row.Account)));
            Assert.Equal((Id("30"), "ann@example.org"), (await db.Set<ReplyContactRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => (row.Reply, row.Email)).Single());
            Assert.Equal((Id("30"), 1, true, "fine"), (await db.Set<ReplyDecisionRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => (row.Reply, row.Sequence, row.IsShown, row.Code)).Single());
            Assert.Equal((Id("32"), Id("30"), "rude", "why"), (await db.Set<ReplyReportRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => (row.Id, row.Reply, row.Code, row.Text)).Single());
            Assert.Equal((Id("33"), "es", "none", new DateTimeOffset(2025, 1, 6, 3, 4, 20, TimeSpan.Zero)), (await db.Set<ConsultationRequestRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => (row.Id, row.Language, row.Tier, row.Due)).Single());
            Assert.Equal((Id("33"), "Bea", "bea@example.org", "555", "morning", "walk"), (await db.Set<ConsultationContactRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => (row.Request, row.Name, row.Email, row.Phone, row.Times, row.Goals)).Single());
            Assert.Equal((Id("33"), "taken", "called", (PatientId?)new PatientId(Id("16"))), (await db.Set<ConsultationAnswerRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => (row.Request, row.Code, row.Text, row.Patient)).Single());
        }
    }
}
