using System.Globalization;
using System.Text.RegularExpressions;
using Facet.Storage.Accounts;
using Facet.Storage.Schedule;
using Facet.Web.Tests.SignIn;

namespace Facet.Web.Tests.Schedule;

public class BookingPageTests
{
    private static readonly string TooLong = new('b', ScheduleStore.LongestNote + 1);

    /// <summary>As long as can be, where a line break is one letter.</summary>
    private static readonly string Longest = $"Away\r\n{new string('b', ScheduleStore.LongestNote - 5)}";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reason_that_is_too_long_is_shown_again_and_nothing_is_moved()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        var booked = (await clinic.Book(patient, 3)).OrderBy(booking => booking.Number).ToList();
        using var staff = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Receptionist);
        var path = $"/clinic/schedule/booking/{booked[1].Id}";
        // The day after the first visit: too near to it.
        var at = clinic.Desk.Local(booked[0].Place.Starts).Date.AddDays(1).AddHours(17);
        Dictionary<string, string> move = new()
        {
            ["day"] = at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["time"] = at.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["with-Staff"] = $"{booked[1].Place.Staff}", ["with-Room"] = $"{booked[1].Place.Room}", ["with-Device"] = $"{booked[1].Place.Device}",
        };
        move["shown"] = Regex.Match((await staff.Post(path, move, "move")).Html, "name=\"shown\" value=\"([^\"]+)\"").Groups[1].Value;
        var refused = await staff.Post(path, new(move) { ["reason"] = TooLong }, "move");
        Assert.Null(refused.To);
        Assert.Contains(TooLong, refused.Html, StringComparison.Ordinal);
        Assert.Contains("Your words are too long", refused.Html, StringComparison.Ordinal);
        Assert.Equal(booked[1].Place, (await clinic.Schedule.Find(clinic.Caller, booked[1].Id, Cancellation))!.Value.Line.Booking.Place);
        Assert.Equal(path, (await staff.Post(path, new(move) { ["reason"] = Longest }, "move")).To);
        Assert.EndsWith(Longest.ReplaceLineEndings(" "), (await clinic.Schedule.Find(clinic.Caller, booked[1].Id, Cancellation))!.Value.Events[^1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_a_visit_is_cancelled_is_never_cut_off_in_silence()
    {
        await using var clinic = await TestClinic.Open();
        using var patient = await clinic.Patient();
        var booked = (await clinic.Book(patient, 1))[0];
        using var staff = await StaffClient.SignedIn(clinic.Services, clinic.Address, Roles.Receptionist);
        var path = $"/clinic/schedule/booking/{booked.Id}";
        var refused = await staff.Post(path, new() { ["why"] = TooLong }, "cancel");
        Assert.Null(refused.To);
        Assert.Contains(TooLong, refused.Html, StringComparison.Ordinal);
        Assert.Equal(BookingState.Booked, (await clinic.Schedule.Find(clinic.Caller, booked.Id, Cancellation))!.Value.Line.Booking.State);
        Assert.Equal(path, (await staff.Post(path, new() { ["why"] = Longest }, "cancel")).To);
        Assert.Equal(Longest.ReplaceLineEndings(" "), (await clinic.Schedule.Find(clinic.Caller, booked.Id, Cancellation))!.Value.Events[^1].Note);
    }
}
