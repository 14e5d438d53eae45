using Facet.Care;
using Facet.Storage.Accounts;
using Facet.Storage.Audit;
using Facet.Storage.Care;
using Facet.Storage.Clinics;
using Facet.Storage.Schedule;
using Facet.Web.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Facet.Web.Tests.Schedule;

public class ScheduleStoreTests
{
    private static readonly DateTimeOffset Monday = new(2031, 3, 3, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Of_64_who_book_the_same_slots_at_once_one_gets_them_and_the_others_are_told(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        // Two processes: a lock in memory would not do.
        IReadOnlyList<Node> nodes = [database.First, await database.Start()];
        var clinic = await Clinic.With(database.First, people: 64);
        IReadOnlyList<VisitDraft> wanted = [.. Enumerable.Range(0, 3).Select(day => new VisitDraft("laser", day + 1, new(Monday.AddDays(2 * day), 30, clinic.Staff, null, clinic.Device)))];
        var results = await Task.WhenAll(clinic.People.Select((patient, index) => Task.Run(() => Store(nodes[index % 2]).Book(clinic.Caller, patient, 1, wanted, BookingState.Booked, Cancellation))));

        var won = Assert.IsType<BookingResult.Done>(Assert.Single(results, result => result is BookingResult.Done));
        Assert.All(results.Where(result => result != won), result =>
        {
            var taken = Assert.IsType<BookingResult.Taken>(result).Places;
            Assert.Equal(new TakenPlace("Alex", Monday), taken[0]);
            Assert.Contains(new TakenPlace("Laser unit", Monday.AddDays(4)), taken);
        });
        await MustBeWhole(database);
        Assert.Equal(won.Bookings.Select(booking => booking.Id).Order(), (await Store(nodes[0]).Between(clinic.Caller, Monday, Monday.AddDays(7), Cancellation)).Select(line => line.Booking.Id).Order());
        Assert.IsType<AuditVerdict.Whole>(await database.First.Audit.Verify(clinic.Caller.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task A_room_takes_as_many_at_once_as_it_has_seats_and_each_place_is_kept(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var clinic = await Clinic.With(database.First, people: 20);
        var results = await Task.WhenAll(clinic.People.Select(patient => Task.Run(() =>
            Store(database.First).Book(clinic.Caller, patient, 1, [new("group", 1, new(Monday, 60, clinic.Leader, clinic.Room, null))], BookingState.Booked, Cancellation))));
        Assert.Equal(Clinic.Seats, results.Count(result => result is BookingResult.Done));
        Assert.All(results.OfType<BookingResult.Taken>(), taken => Assert.Equal(new TakenPlace("Group leader", Monday), taken.Places[0]));
        await MustBeWhole(database);
        // Whoever leads a group is there for nobody else, although the group is not full.
        var first = results.OfType<BookingResult.Done>().First().Bookings[0];
        Assert.IsType<BookingResult.Done>(await Store(database.First).Cancel(clinic.Caller, new(first.Id, 1), null, null, null, Cancellation));
        Assert.IsType<BookingResult.Taken>(await Store(database.First).Book(clinic.Caller, first.Patient, 1, [new("other", 1, new(Monday.AddMinutes(15), 15, clinic.Leader, null, null))], BookingState.Booked, Cancellation));
    }

    [Theory, BothEngines]
    public async Task The_key_refuses_what_slips_past_every_look(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var clinic = await Clinic.With(database.First, people: 1);
        var booked = await Book(database.First, clinic, 0, Monday);
        await using var db = database.Connect();
        db.Add(new BookingSlotRow { Taken = clinic.Staff, Slot = Monday, Seat = 0, Booking = booked.Id });
        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancellation));
    }

    [Theory, BothEngines]
    public async Task All_events_in_order_give_the_rows_whatever_happens(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new Hand { Now = Monday.AddDays(-7) };
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        var clinic = await Clinic.With(node, people: 4);
        var (store, waits) = (Store(node), node.Services.GetRequiredService<WaitStore>());
        var kinds = new HashSet<string>();
        HashSet<string> wanted = ["booked", "requested", "moved", "cancelled", "restored", "accepted", "attended", "missed", "offered"];
        // Chance may leave a kind of event out of one round; it does not leave it out of all.
        for (var round = 0; round < 20 && !wanted.IsSubsetOf(kinds); round++)
        {
            await Histories();
        }
        Assert.Superset(wanted, kinds);

        Task Histories() => Gen.Select(Gen.Int[0, 10], Gen.Int[0, 30], Gen.Int[0, 12], Gen.Int[0, 3]).List[1, 12].SampleAsync(async steps =>
        {
            foreach (var (what, which, quarter, person) in steps)
            {
                var all = await All(database);
                var one = all.Count == 0 ? null : all[which % all.Count];
                var seen = one is null ? default : new BookingSeen(one.Id, one.Version);
                var place = new VisitPlace(Monday.AddDays(which % 3).AddMinutes(15 * quarter), quarter % 2 == 0 ? 20 : 30, clinic.Staff, which % 2 == 0 ? clinic.Room : null, which % 5 == 0 ? clinic.Device : null);
                var before = all.ToDictionary(each => each.Id);
                var waiting = await waits.Everybody(Cancellation);
                var result = what switch
                {
                    0 or 1 => await store.Book(clinic.Caller, clinic.People[person], 1, [new("laser", 1, place), new("laser", 2, place with { Starts = place.Starts.AddDays(1) })], BookingState.Booked, Cancellation),
                    2 => await store.Book(clinic.Caller, clinic.People[person], 1, [new("laser", 1, place)], BookingState.Requested, Cancellation),
                    3 or 4 when one is not null => await store.Move(clinic.Caller, seen, place, "a reason", Cancellation),
                    5 when one is not null => await store.Cancel(clinic.Caller, seen, "ill", null, null, Cancellation),
                    6 when one is not null => await store.Undo(clinic.Caller, [seen], null, Cancellation),
                    7 when one is not null => await store.Accept(clinic.Caller, seen, Cancellation),
                    8 when one is not null => await Later(() => store.Mark(clinic.Caller, seen, which % 2 == 0, Cancellation)),
                    9 when waiting.Count == 0 => await Wait(),
                    9 => waiting[0].Offered is null ? await waits.Offer(clinic.Caller, waiting[0].Id, place, clock.Now.AddHours(2), Cancellation) : await waits.Accept(clinic.Caller, waiting[0].Id, null, Cancellation),
                    10 when waiting is [{ Offered: not null } offered, ..] => await waits.Decline(clinic.Caller, offered.Id, null, Cancellation),
                    _ => new BookingResult.Absent(),
                };
                var after = await All(database);
                var changed = after.Where(each => before.GetValueOrDefault(each.Id) != each).Select(each => each.Id).Order();
                // What says that it changed something changed that and nothing else; whatever says no changed nothing.
                Assert.Equal(result is BookingResult.Done done ? done.Bookings.Select(each => each.Id).Order() : [], changed);
                if (what is 3 or 4 && result is BookingResult.Done) { Assert.Single(changed); }
                kinds.UnionWith(await MustBeWhole(database));
                clock.Now = clock.Now.AddSeconds(which);

                async Task<BookingResult> Wait()
                {
                    await waits.Add(clinic.Caller, clinic.People[person], new("laser", one?.Patient == clinic.People[person] ? one.Id : null, Monday, Monday.AddDays(4), []), Cancellation);
                    return new BookingResult.Done([]);
                }
            }
        }, iter: 25, threads: 1);

        // Visits are marked once they have begun; the clock goes back, for the next ones are to come.
        async Task<BookingResult> Later(Func<Task<BookingResult>> work)
        {
            var now = clock.Now;
            clock.Now = Monday.AddDays(10);
            var result = await work();
            clock.Now = now;
            return result;
        }
    }

    [Theory, BothEngines]
    public async Task What_somebody_else_changed_is_not_changed_over_their_heads_and_an_undo_is_refused_in_words(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new Hand { Now = Monday.AddDays(-7) };
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        var clinic = await Clinic.With(node, people: 2);
        var store = Store(node);
        var booked = await Book(node, clinic, 0, Monday);
        var moved = Assert.IsType<BookingResult.Done>(await store.Move(clinic.Caller, new(booked.Id, 1), booked.Place with { Starts = Monday.AddMinutes(15) }, null, Cancellation)).Bookings[0];
        Assert.Equal(moved, Assert.IsType<BookingResult.Stale>(await store.Cancel(clinic.Caller, new(booked.Id, 1), null, null, null, Cancellation)).Now);

        // The place that it had is given to somebody else: taking the move back is refused, and says by whom.
        await store.Move(clinic.Caller, new(booked.Id, 2), booked.Place with { Starts = Monday.AddHours(3) }, null, Cancellation);
        await Book(node, clinic, 1, Monday.AddMinutes(15));
        Assert.Equal([new TakenPlace("Alex", Monday.AddMinutes(15))], Assert.IsType<BookingResult.Taken>(await store.Undo(clinic.Caller, [new(booked.Id, 3)], null, Cancellation)).Places);

        Assert.IsType<BookingResult.Done>(await store.Cancel(clinic.Caller, new(booked.Id, 3), null, null, null, Cancellation));
        clock.Now += ScheduleStore.UndoFor;
        Assert.IsType<BookingResult.Done>(await store.Undo(clinic.Caller, [new(booked.Id, 4)], null, Cancellation));
        Assert.IsType<BookingResult.Done>(await store.Cancel(clinic.Caller, new(booked.Id, 5), null, null, null, Cancellation));
        clock.Now += ScheduleStore.UndoFor + TimeSpan.FromSeconds(1);
        Assert.Equal(BookingRefusal.UndoOver, Assert.IsType<BookingResult.Refused>(await store.Undo(clinic.Caller, [new(booked.Id, 6)], null, Cancellation)).Why);

        // Another clinic, and another patient, see nothing of it.
        var stranger = Caller.User(await node.Clinics.Add("Other", Cancellation), Guid.NewGuid());
        Assert.IsType<BookingResult.Absent>(await store.Cancel(stranger, new(booked.Id, 6), null, null, null, Cancellation));
        Assert.Null(await store.Find(stranger, booked.Id, Cancellation));
        Assert.Empty(await store.Of(stranger, booked.Patient, Cancellation));
        Assert.IsType<BookingResult.Absent>(await store.Cancel(clinic.Caller, new(booked.Id, 6), null, clinic.People[1], null, Cancellation));
        Assert.IsType<BookingResult.Absent>(await store.Book(stranger, booked.Patient, 1, [new("laser", 1, booked.Place with { Staff = null })], BookingState.Booked, Cancellation));
    }

    [Theory, BothEngines]
    public async Task A_time_given_back_is_offered_to_who_came_first_and_then_to_the_next(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new Hand { Now = Monday.AddDays(-7) };
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        var clinic = await Clinic.With(node, people: 4);
        var (store, waits) = (Store(node), node.Services.GetRequiredService<WaitStore>());
        var (wanted, later) = (await Book(node, clinic, 0, Monday), await Book(node, clinic, 1, Monday.AddDays(4)));
        Assert.True(await waits.Add(clinic.Caller, clinic.People[1], new("laser", later.Id, Monday, Monday.AddDays(3), []), Cancellation));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(await waits.Add(clinic.Caller, clinic.People[2], new("laser", null, Monday, Monday.AddDays(3), [new(DayOfWeek.Monday, 540, 600)]), Cancellation));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.True(await waits.Add(clinic.Caller, clinic.People[3], new("laser", null, Monday, Monday.AddDays(3), [new(DayOfWeek.Tuesday, 540, 600)]), Cancellation));
        Assert.False(await waits.Add(clinic.Caller, clinic.People[3], new("laser", later.Id, Monday, Monday.AddDays(3), []), Cancellation));
        await store.Cancel(clinic.Caller, new(wanted.Id, 1), null, null, null, Cancellation);
        Assert.Empty(await waits.Freed(clinic.Caller.Clinic, clock.Now, TimeSpan.FromHours(2), Cancellation));
        clock.Now += ScheduleStore.UndoFor;
        var freed = Assert.Single(await waits.Freed(clinic.Caller.Clinic, clock.Now, TimeSpan.FromHours(2), Cancellation));
        Assert.Equal(wanted.Place, freed.Place);

        var list = await waits.All(clinic.Caller, Cancellation);
        Assert.Equal(clinic.People.Skip(1), list.Select(each => each.Patient));
        Assert.Equal([true, true, false], list.Select(each => each.Fits(freed.Item, freed.Place, TimeZoneInfo.Utc)));
        Assert.IsType<BookingResult.Done>(await waits.Offer(clinic.Caller, list[0].Id, freed.Place, clock.Now.AddHours(1), Cancellation));
        // It is kept: nobody else gets it meanwhile, the next on the list neither.
        Assert.IsType<BookingResult.Taken>(await store.Book(clinic.Caller, clinic.People[3], 1, [new("laser", 1, freed.Place)], BookingState.Booked, Cancellation));
        Assert.IsType<BookingResult.Taken>(await waits.Offer(clinic.Caller, list[1].Id, freed.Place, clock.Now.AddHours(1), Cancellation));
        Assert.Equal(BookingRefusal.OfferOver, Assert.IsType<BookingResult.Refused>(await waits.RunOut(clinic.Caller, list[0].Id, Cancellation)).Why);
        clock.Now += TimeSpan.FromHours(1);
        Assert.Equal(BookingRefusal.OfferOver, Assert.IsType<BookingResult.Refused>(await waits.Accept(clinic.Caller, list[0].Id, clinic.People[1], Cancellation)).Why);
        Assert.IsType<BookingResult.Done>(await waits.RunOut(clinic.Caller, list[0].Id, Cancellation));
        list = await waits.All(clinic.Caller, Cancellation);
        Assert.Equal([false, true, false], list.Select(each => each.Fits(freed.Item, freed.Place, TimeZoneInfo.Utc)));

        Assert.IsType<BookingResult.Done>(await waits.Offer(clinic.Caller, list[1].Id, freed.Place, clock.Now.AddHours(1), Cancellation));
        Assert.IsType<BookingResult.Absent>(await waits.Accept(clinic.Caller, list[1].Id, clinic.People[1], Cancellation));
        Assert.IsType<BookingResult.Done>(await waits.Accept(clinic.Caller, list[1].Id, clinic.People[2], Cancellation));
        Assert.Equal([clinic.People[1], clinic.People[3]], (await waits.All(clinic.Caller, Cancellation)).Select(each => each.Patient));
        Assert.Contains(await store.Of(clinic.Caller, clinic.People[2], Cancellation), line => line.Booking is { State: BookingState.Booked } booking && booking.Place == freed.Place);

        // An earlier visit takes the place of the later one in the same step.
        clock.Now += ScheduleStore.UndoFor;
        Assert.IsType<BookingResult.Done>(await waits.Offer(clinic.Caller, list[0].Id, freed.Place with { Starts = Monday.AddDays(1) }, clock.Now.AddHours(1), Cancellation));
        Assert.IsType<BookingResult.Done>(await waits.Accept(clinic.Caller, list[0].Id, clinic.People[1], Cancellation));
        Assert.Equal([(Monday.AddDays(1), BookingState.Booked), (Monday.AddDays(4), BookingState.Cancelled)],
            (await store.Of(clinic.Caller, clinic.People[1], Cancellation)).Where(line => line.Booking.Place.Starts != Monday).Select(line => (line.Booking.Place.Starts, line.Booking.State)));
        await MustBeWhole(database);
    }

    [Theory, BothEngines]
    public async Task A_yes_to_an_offer_never_costs_an_earlier_visit(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new Hand { Now = Monday.AddDays(-7) };
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        var clinic = await Clinic.With(node, people: 1);
        var (store, waits) = (Store(node), node.Services.GetRequiredService<WaitStore>());
        var visit = await Book(node, clinic, 0, Monday.AddDays(4));
        Assert.True(await waits.Add(clinic.Caller, clinic.People[0], new("laser", visit.Id, Monday, Monday.AddDays(4), []), Cancellation));
        var wait = Assert.Single(await waits.All(clinic.Caller, Cancellation)).Id;
        Assert.IsType<BookingResult.Done>(await waits.Offer(clinic.Caller, wait, visit.Place with { Starts = Monday.AddDays(2) }, clock.Now.AddHours(2), Cancellation));

        Assert.IsType<BookingResult.Done>(await store.Move(clinic.Caller, new(visit.Id, 1), visit.Place with { Starts = Monday.AddDays(1) }, null, Cancellation));
        var before = await All(database);
        Assert.Equal(BookingRefusal.OfferOver, Assert.IsType<BookingResult.Refused>(await waits.Accept(clinic.Caller, wait, clinic.People[0], Cancellation)).Why);
        Assert.Equal(before, await All(database));
        Assert.Equal(Monday.AddDays(2), Assert.Single(await waits.All(clinic.Caller, Cancellation)).Offered!.Starts);

        // Moved to after the offered time again, it is given up for it.
        Assert.IsType<BookingResult.Done>(await store.Move(clinic.Caller, new(visit.Id, 2), visit.Place with { Starts = Monday.AddDays(3) }, null, Cancellation));
        Assert.IsType<BookingResult.Done>(await waits.Accept(clinic.Caller, wait, clinic.People[0], Cancellation));
        Assert.Equal([(Monday.AddDays(2), BookingState.Booked), (Monday.AddDays(3), BookingState.Cancelled)],
            (await store.Of(clinic.Caller, clinic.People[0], Cancellation)).Select(line => (line.Booking.Place.Starts, line.Booking.State)));
        await MustBeWhole(database);
    }

    [Theory, BothEngines]
    public async Task A_calendar_address_ends_when_its_resource_goes_to_another_account(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var node = database.First;
        var clinic = await Clinic.With(node, people: 0);
        var (resources, feeds) = (node.Services.GetRequiredService<ResourceStore>(), node.Services.GetRequiredService<StaffFeedStore>());
        var former = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "former@example.org", node.Clinic, Cancellation))!.Id;
        var next = (await node.Accounts.Join(node.Invitations, Roles.Clinician, "next@example.org", node.Clinic, Cancellation))!.Id;
        async Task Give(Guid account, string name = "Alex") => Assert.True(await resources.Change(clinic.Caller, clinic.Staff, new(ResourceKind.Staff, name, account, ["laser"], 1), Cancellation));
        Task<int> Make(Guid account) => feeds.Make(Caller.User(node.Clinic, account), clinic.Staff, Cancellation);
        Task<bool> IsGood(int number) => feeds.IsGood(node.Clinic, clinic.Staff, number, Cancellation);

        await Give(former);
        var old = await Make(former);
        await Give(former, "Alex Example");
        Assert.True(await IsGood(old));

        await Give(next);
        Assert.False(await IsGood(old));
        Assert.Null(await feeds.Since(node.Clinic, clinic.Staff, Cancellation));
        var later = await Make(next);
        Assert.Equal((false, true), (await IsGood(old), await IsGood(later)));
        Assert.NotNull(await feeds.Since(node.Clinic, clinic.Staff, Cancellation));

        await Give(former);
        Assert.Equal((false, false), (await IsGood(old), await IsGood(later)));
        var again = await Make(former);
        Assert.Equal((false, false, true), (await IsGood(old), await IsGood(later), await IsGood(again)));

        // A version before this one left no trace when it gave the resource away.
        await using (var db = database.Connect())
        {
            await db.Set<ResourceRow>().Where(row => row.Id == clinic.Staff).ExecuteUpdateAsync(row => row.SetProperty(each => each.Account, (Guid?)next), Cancellation);
        }
        Assert.False(await IsGood(again));
        Assert.IsType<AuditVerdict.Whole>(await node.Audit.Verify(node.Clinic, Cancellation));
    }

    [Theory, BothEngines]
    public async Task Who_is_away_or_gone_cannot_be_booked_and_visits_that_fall_into_it_are_told(Engine engine)
    {
        await using var database = await TestDatabase.Open(engine);
        var clinic = await Clinic.With(database.First, people: 1);
        var resources = database.First.Services.GetRequiredService<ResourceStore>();
        await Book(database.First, clinic, 0, Monday.AddHours(-1));
        Assert.Equal(1, await resources.AddAbsence(clinic.Caller, clinic.Staff, Monday.AddMinutes(-45), Monday.AddHours(2), "course", Cancellation));
        var draft = new VisitDraft("laser", 1, new(Monday, 30, clinic.Staff, null, null));
        Assert.Equal(new BookingResult.Away("Alex", Monday), await Store(database.First).Book(clinic.Caller, clinic.People[0], 1, [draft], BookingState.Booked, Cancellation));
        var absence = Assert.Single((await resources.All(clinic.Caller, Monday, Monday.AddDays(1), false, Cancellation)).Single(each => each.Resource.Id == clinic.Staff).Absences);
        Assert.True(await resources.RevokeAbsence(clinic.Caller, absence.Id, Cancellation));
        Assert.Equal(1, await resources.Close(clinic.Caller, clinic.Staff, true, Cancellation));
        Assert.Equal(new BookingResult.Away("Alex", Monday), await Store(database.First).Book(clinic.Caller, clinic.People[0], 1, [draft], BookingState.Booked, Cancellation));
        Assert.DoesNotContain(await resources.All(clinic.Caller, Monday, Monday.AddDays(1), false, Cancellation), each => each.Resource.Id == clinic.Staff);
        Assert.Null(await resources.Add(clinic.Caller, new(ResourceKind.Staff, "Alex", null, [], 1), Cancellation));
    }

    [Theory, BothEngines]
    public async Task Whoever_is_erased_gives_back_what_is_to_come_and_keeps_what_was(Engine engine)
    {
        await using var database = await TestDatabase.Empty(engine);
        var clock = new Hand { Now = Monday.AddDays(-7) };
        var node = await database.Start(services => services.AddSingleton<TimeProvider>(clock));
        var clinic = await Clinic.With(node, people: 2);
        var (store, waits) = (Store(node), node.Services.GetRequiredService<WaitStore>());
        var (was, comes) = (await Book(node, clinic, 0, Monday), await Book(node, clinic, 0, Monday.AddDays(2)));
        await waits.Add(clinic.Caller, clinic.People[0], new("laser", comes.Id, Monday, Monday.AddDays(2), [new(DayOfWeek.Monday, 540, 600)]), Cancellation);
        await waits.Offer(clinic.Caller, (await waits.All(clinic.Caller, Cancellation))[0].Id, comes.Place with { Starts = Monday.AddDays(1) }, Monday, Cancellation);
        clock.Now = Monday.AddHours(1);
        await store.Mark(clinic.Caller, new(was.Id, 1), true, Cancellation);
        Assert.IsType<ErasureResult.Done>(await node.Services.GetRequiredService<ErasureStore>().Erase(clinic.Caller, clinic.People[0], [], "none", Cancellation));
        Assert.Equal([BookingState.Attended, BookingState.Cancelled, BookingState.Cancelled], (await store.Of(clinic.Caller, clinic.People[0], Cancellation)).Select(line => line.Booking.State));
        Assert.Empty(await waits.All(clinic.Caller, Cancellation));
        await Book(node, clinic, 1, Monday.AddDays(1));
        Assert.IsType<BookingResult.Absent>(await store.Book(clinic.Caller, clinic.People[0], 1, [new("laser", 1, new(Monday.AddDays(3), 30, null, null, null))], BookingState.Booked, Cancellation));
        await MustBeWhole(database);
    }

    private static ScheduleStore Store(Node node) => node.Services.GetRequiredService<ScheduleStore>();

    private static async Task<Booking> Book(Node node, Clinic clinic, int person, DateTimeOffset at) =>
        Assert.IsType<BookingResult.Done>(await Store(node).Book(clinic.Caller, clinic.People[person], 1, [new("laser", 1, new(at, 30, clinic.Staff, null, null))], BookingState.Booked, Cancellation)).Bookings[0];

    private static async Task<List<Booking>> All(TestDatabase database)
    {
        await using var db = database.Connect();
        return [.. (await db.Set<BookingRow>().AsNoTracking().OrderBy(row => row.Id).ToListAsync(Cancellation)).Select(row => row.ToBooking())];
    }

    /// <summary>Every row is what its events say, events have no gap, and the quarters that are taken are exactly those of the visits that take time.</summary>
    private static async Task<HashSet<string>> MustBeWhole(TestDatabase database)
    {
        await using var db = database.Connect();
        var events = (await db.Set<BookingEventRow>().AsNoTracking().OrderBy(row => row.Sequence).ToListAsync(Cancellation)).ToLookup(row => row.Booking);
        var slots = new List<(Guid, DateTimeOffset, Guid)>();
        foreach (var row in await db.Set<BookingRow>().AsNoTracking().ToListAsync(Cancellation))
        {
            Assert.Equal(Enumerable.Range(1, row.Version), events[row.Id].Select(each => each.Sequence));
            var replayed = events[row.Id].Last().ToEvent().After;
            Assert.Equal(row.ToBooking(), replayed);
            if (replayed.TakesTime)
            {
                for (var at = row.Starts; at < row.Starts.AddMinutes(row.Minutes); at = at.AddMinutes(15))
                {
                    slots.AddRange(((Guid?[])[row.Staff, row.Room, row.Device, row.Patient.Value]).OfType<Guid>().Select(id => (id, at, row.Id)));
                }
            }
        }
        Assert.Equal(slots.Order(), (await db.Set<BookingSlotRow>().AsNoTracking().ToListAsync(Cancellation)).Select(row => (row.Taken, row.Slot, row.Booking)).Order());
        return [.. events.SelectMany(each => each).Select(each => each.Kind)];
    }

    /// <summary>A clinic with somebody who treats, somebody who leads groups, a room, a device, and patients.</summary>
    private sealed record Clinic(Caller Caller, Guid Staff, Guid Leader, Guid Room, Guid Device, IReadOnlyList<PatientId> People)
    {
        public const int Seats = 8;

        public static async Task<Clinic> With(Node node, int people)
        {
            var caller = Caller.User(node.Clinic, Guid.NewGuid());
            var resources = node.Services.GetRequiredService<ResourceStore>();
            async Task<Guid> Add(ResourceKind kind, string name, int seats) => (await resources.Add(caller, new(kind, name, null, ["laser"], seats), Cancellation))!.Value;
            var patients = new List<PatientId>();
            for (var each = 0; each < people; each++)
            {
                var intake = await node.Intakes.Start(caller, null, Cancellation);
                patients.Add((await node.Services.GetRequiredService<PatientStore>().Take(caller, intake, $"Person {each}", Cancellation))!.Id);
            }
            return new(caller, await Add(ResourceKind.Staff, "Alex", 1), await Add(ResourceKind.Staff, "Group leader", Seats), await Add(ResourceKind.Room, "Gym", Seats), await Add(ResourceKind.Device, "Laser unit", 1), patients);
        }
    }

    private sealed class Hand : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
