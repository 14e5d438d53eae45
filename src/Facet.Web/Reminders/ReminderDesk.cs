using Facet.Care;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Web.Care;

namespace Facet.Web.Reminders;

/// <summary>Works out somebody's reminders and puts them in place of those that wait, together with the entry that leads to it.</summary>
internal sealed class ReminderDesk(EntryLog log, CarePlanStore plans, PlanShelf shelf, ReminderStore reminders, ClinicDay day, TimeProvider clock)
{
    private const int Tries = 5;

    /// <summary>Writes an entry with its reminders, or, without one, only makes those of the coming days.</summary>
    /// <returns>Whether the clinic has such a patient.</returns>
    /// <exception cref="InvalidOperationException">The record changed again and again meanwhile.</exception>
    public async Task<bool> Change(Caller caller, PatientId patient, string action, Guid form, CareEntry? entry, CancellationToken cancellation)
    {
        for (var time = 0; time < Tries; time++)
        {
            if (await log.Read(caller, patient, null, cancellation) is not { } stored)
            {
                return false;
            }
            var head = stored.Count == 0 ? 0 : stored[^1].Sequence;
            IReadOnlyList<Recorded> record = [.. stored.Select(MyRecord.Entry).OfType<Recorded>(), .. entry is null ? (Recorded[])[] : [new(head + 1, clock.GetUtcNow(), caller.Actor, entry)]];
            var wanted = await plans.Newest(caller, patient, cancellation) is { } signed ? Drafts(shelf.Open(signed), record) : [];
            switch (await reminders.Change(caller, patient, action, entry is null ? null : MyRecord.Draft(form, 1, entry), head, wanted, cancellation))
            {
                case ReminderChange.Done: return true;
                case ReminderChange.Absent: return false;
            }
        }
        throw new InvalidOperationException("The record changed at the same time; nothing was saved.");
    }

    /// <summary>Whether a reminder that is due is still wanted: reminders on, plan not paused, and not done already.</summary>
    public async Task<bool> IsWanted(Reminder reminder, CancellationToken cancellation)
    {
        var caller = Caller.Program(reminder.Clinic);
        if (await plans.Newest(caller, reminder.Patient, cancellation) is not { } signed || await log.Read(caller, reminder.Patient, null, cancellation) is not { } stored)
        {
            return false;
        }
        IReadOnlyList<Recorded> record = [.. stored.Select(MyRecord.Entry).OfType<Recorded>()];
        return Channels(record).Contains(reminder.What.Channel) && ReminderSchedule.Of(shelf.Open(signed), record, reminder.What.Day, 1).Any(each => each.Word == reminder.What.Kind);
    }

    /// <summary>When a time of day is, on a day, in a time zone. Where clocks go forward the time that does not exist moves on by the gap; where they go back the first of two counts.</summary>
    public static DateTimeOffset At(DateOnly date, TimeOnly time, TimeZoneInfo zone)
    {
        var local = date.ToDateTime(time);
        if (zone.IsInvalidTime(local))
        {
            // Read by the offset that holds before the gap, the time falls as much behind it as it stood behind its beginning.
            return new DateTimeOffset(local, zone.GetUtcOffset(local.AddDays(-1))).ToUniversalTime();
        }
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>The reminders of the coming days that follow from a plan and a record.</summary>
    public List<ReminderDraft> Drafts(CarePlan plan, IReadOnlyList<Recorded> record)
    {
        var now = clock.GetUtcNow();
        return [.. ReminderSchedule.Of(plan, record, day.Today).SelectMany(each => Channels(record).Select(channel => new ReminderDraft(each.Word, channel, each.Day, At(each.Day, each.At, day.Zone)))).Where(draft => draft.Due > now)];
    }

    private static IEnumerable<string> Channels(IReadOnlyList<Recorded> record) => ReminderSchedule.Settings(record) is { } settings
        ? [.. settings.ByEmail ? (string[])[ReminderStore.Email] : [], .. settings.ByPush ? (string[])[ReminderStore.Push] : []]
        : [];
}
