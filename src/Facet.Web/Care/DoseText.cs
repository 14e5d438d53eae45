using System.Globalization;
using Facet.Care;

namespace Facet.Web.Care;

/// <summary>What the guard over a medicine says, for patients.</summary>
internal static class DoseText
{
    /// <summary>Why not, or why ask first.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="name">The medicine, as people call it.</param>
    /// <param name="most">The most of today, mg; null for unknown.</param>
    /// <param name="limits">What is known of it.</param>
    public static string Of(GuardReason reason, string name, double? most, MedicineLimits? limits) => reason switch
    {
        GuardReason.NotBegun => "Your days with it have not begun yet.",
        GuardReason.CourseOver => "Your days with it are over. It is not meant to go on. Talk to your team if you still need it.",
        GuardReason.TooMuchAtOnce => $"It is too much at one time. The most at one time is {Mg(limits?.MostAtOnce)}.",
        GuardReason.TooMuchIn24Hours => $"It would be more than {Mg(most)} in 24 hours. That is the most that is safe for you. All packs with {name} in them count.",
        GuardReason.TooMuchToday => $"It would be more than {Mg(most)} today.",
        GuardReason.TooSoon => string.Create(CultureInfo.InvariantCulture, $"It is too soon. Wait at least {limits?.HoursBetween:0.#} hours after the last one."),
        GuardReason.SameClass => "It is too much like another one that you take. Both at once can harm you.",
        GuardReason.IngredientUnknown => "We do not know what is in it. Look at the pack, or ask at a pharmacy.",
        GuardReason.StrengthUnknown => "We do not know how strong it is. Look for the number before mg on the pack.",
        GuardReason.MostUnknown => "We do not know how much is safe for you in a day. Ask who gave it to you.",
        GuardReason.EarlierUnknown => "You took something before, and we do not know how much. So we can not count.",
        GuardReason.OtherUnknown => $"Something else that you take may have {name} in it. We do not know how much. Ask at a pharmacy.",
        GuardReason.DaysUnknown => "We do not know on which days you take it. Ask your team.",
        _ => "",
    };

    /// <summary>Milligrams in words.</summary>
    public static string Mg(double? milligrams) => milligrams is { } amount ? string.Create(CultureInfo.InvariantCulture, $"{amount:#,0.#} mg") : "an amount that we do not know";
}
