using System.Text.RegularExpressions;
using Facet.Storage.Site;

namespace Facet.Web.Replies;

/// <summary>Words that may tell of harm. They put a reply first in the queue; they hide nothing and decide nothing.</summary>
/// <remarks>Both languages are looked for everywhere: people mix them. Too many flags cost a look, a missed one costs more.</remarks>
internal static partial class HarmWords
{
    public static bool In(string text) => Words().IsMatch(Blanks().Replace(SearchWords.Fold(text).Replace('’', '\''), " "));

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\b(?:worse (?:since|after|than before)|(?:got|made|makes|left|felt) (?:me |it |my back |everything )?(?:much |a lot |even )?worse|hospital|emergency room|ambulance|(?:could not|couldn't|cannot|can't|can not|no longer) (?:feel|walk|move|stand|pee|urinate)|numb|burn(?:ed|t|s)\b|a burn\b|blister|bleeding|fainted|passed out|collapsed|incontinen|wet myself|lost control|punctur|collapsed lung|a stroke|overdos|suicid|kill myself|end my life|want to die|injur|harmed|hurt me|fractur|broke (?:a|my)"
        + @"|peor (?:desde|despues|que antes)|empeor|urgencias|ambulancia|no (?:podia|puedo|pude) (?:sentir|caminar|andar|mover|moverme|orinar)|no (?:sentia|siento)|entumec|adormecid|quemadura|me quem|ampolla|sangr|me desmay|perdi el control|me orin|neumotorax|derrame|sobredosis|matarme|quitarme la vida|no quiero vivir|me (?:hizo|hicieron|ha hecho) dano|me (?:lesion|lastim)|lesiones)")]
    private static partial Regex Words();
}
