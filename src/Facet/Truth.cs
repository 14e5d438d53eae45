namespace Facet;

/// <summary>A three-valued truth. The default is <see cref="Unknown"/>, which is never the safe answer.</summary>
/// <remarks>Kleene's strong logic of indeterminacy: S. C. Kleene, Introduction to Metamathematics (1952), § 64.</remarks>
public enum Truth : byte
{
    /// <summary>Not asked, not answered, or not sure.</summary>
    Unknown,

    /// <summary>Known to be false.</summary>
    No,

    /// <summary>Known to be true.</summary>
    Yes,
}

/// <summary>Kleene's operators on <see cref="Truth"/>.</summary>
public static class Kleene
{
    /// <summary>Yes if both are, No if either is, else Unknown.</summary>
    public static Truth And(this Truth a, Truth b) =>
        a == Truth.No || b == Truth.No ? Truth.No : a == Truth.Yes && b == Truth.Yes ? Truth.Yes : Truth.Unknown;

    /// <summary>Yes if either is, No if both are, else Unknown.</summary>
    public static Truth Or(this Truth a, Truth b) =>
        a == Truth.Yes || b == Truth.Yes ? Truth.Yes : a == Truth.No && b == Truth.No ? Truth.No : Truth.Unknown;

    /// <summary>Yes for No, No for Yes, Unknown for Unknown.</summary>
    public static Truth Not(this Truth a) => a switch { Truth.Yes => Truth.No, Truth.No => Truth.Yes, _ => Truth.Unknown };

    /// <summary>The truth of a fact that is known.</summary>
    public static Truth Of(bool fact) => fact ? Truth.Yes : Truth.No;
}
