using Facet.Storage.Clinics;
using Facet.Web.Settings;

namespace Facet.Web.Schedule;

/// <summary>What patients may do with their visits.</summary>
internal enum BookingWay
{
    /// <summary>See them.</summary>
    View,

    /// <summary>See them, ask for a time and cancel.</summary>
    Request,

    /// <summary>See them, book a free time and cancel.</summary>
    Book,
}

/// <summary>How a clinic lets patients book, as its settings say.</summary>
/// <param name="Way">What patients may do; the default is to see.</param>
/// <param name="NoticeHours">Hours before a visit until which a patient can cancel or book it by themselves.</param>
internal sealed record BookingMode(BookingWay Way, int NoticeHours)
{
    public static readonly BookingMode Default = new(BookingWay.View, 24);

    public TimeSpan Notice => TimeSpan.FromHours(NoticeHours);

    /// <summary>What holds for a clinic.</summary>
    public static async Task<BookingMode> Of(SettingsShelf settings, ClinicId clinic, CancellationToken cancellation)
    {
        var document = (await settings.Current(clinic, cancellation)).Document;
        return new(document.Booking switch { "book" => BookingWay.Book, "request" => BookingWay.Request, _ => BookingWay.View }, document.NoticeHours);
    }
}
