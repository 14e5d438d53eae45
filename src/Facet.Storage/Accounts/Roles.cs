using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Facet.Storage.Accounts;

/// <summary>What an account may do. One account can hold several; the default is none, which may nothing.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Sees their own care.</summary>
    Patient = 1,

    /// <summary>Treats people.</summary>
    Clinician = 2,

    /// <summary>A clinician who may prescribe; always held together with <see cref="Clinician"/>.</summary>
    Prescriber = 4,

    /// <summary>Front desk.</summary>
    Receptionist = 8,

    /// <summary>Invites, closes accounts, decides on the clinic's settings and evidence.</summary>
    Administrator = 16,
}

/// <summary>Roles as words, so that a row can be read without this program.</summary>
public static class RoleWords
{
    /// <summary>Every role of staff by its word, in the order of display.</summary>
    public static IReadOnlyList<(Roles Role, string Word)> Staff { get; } =
        [(Roles.Clinician, "clinician"), (Roles.Prescriber, "prescriber"), (Roles.Receptionist, "receptionist"), (Roles.Administrator, "administrator")];

    private static readonly (Roles Role, string Word)[] All = [(Roles.Patient, "patient"), .. Staff];

    /// <summary>The words, separated by blanks; empty for none.</summary>
    public static string Of(Roles roles) => string.Join(' ', All.Where(each => roles.HasFlag(each.Role)).Select(each => each.Word));

    /// <summary>The roles of some words. Who may prescribe is a clinician.</summary>
    /// <exception cref="FormatException">A word is not a role.</exception>
    public static Roles Parse(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var roles = Roles.None;
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            roles |= Array.Find(All, each => each.Word == word) is { Word: not null } found ? found.Role : throw new FormatException($"'{word}' is not a role.");
        }
        return roles.HasFlag(Roles.Prescriber) ? roles | Roles.Clinician : roles;
    }

    internal sealed class Column() : ValueConverter<Roles, string>(roles => Of(roles), words => Parse(words));
}
