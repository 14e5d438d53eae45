namespace Facet.Benchmarks.Peers;

internal static class PeerTable
{
    public static int Print(string folder) => folder.Length;
}
