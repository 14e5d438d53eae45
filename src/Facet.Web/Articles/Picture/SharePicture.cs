using Facet.Knowledge;
using Facet.Web.Languages;
using Facet.Web.Shell;
using Microsoft.AspNetCore.OutputCaching;
using SkiaSharp;

namespace Facet.Web.Articles.Picture;

/// <summary>The picture that other sites show beside a link to an article (Open Graph): its title and its one sentence, drawn when somebody asks.</summary>
internal static class SharePicture
{
    /// <summary>Pixels, as the sites that show them ask for.</summary>
    public const int Width = 1200, Height = 630;

    private const float Edge = 80, Longest = 760, TitleSize = 76, SmallestTitle = 44, SummarySize = 34, LineHeight = 1.16f;

    // The colours of css/facet.css in the light scheme, and the mark of the site.
    private static readonly SKColor Ink = new(0x14, 0x21, 0x2b), Soft = new(0x45, 0x54, 0x5f), Paper = new(0xfb, 0xf8, 0xf3), Action = new(0x0b, 0x53, 0x50), Panel = new(0xdc, 0xeb, 0xe8);

    private static readonly Lazy<SKTypeface> Face = new(static () =>
    {
        using var file = typeof(SharePicture).Assembly.GetManifestResourceStream("Facet.Web.Articles.Picture.face.ttf")!;
        return SKTypeface.FromStream(file);
    });

    public static string Address(Article article) => SiteLanguage.Link($"/articles/{article.Slug}/picture.png", article.Language);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/articles/{slug}/picture.png", [OutputCache(PolicyName = SiteCache.Policy)] async (string slug, ArticleShelf shelf, HomeClinic home, CancellationToken cancellation) =>
            (await shelf.Current(home.Id, cancellation)).Find(slug, SiteLanguage.Now)?.Article is { } article ? Results.Bytes(Of(article.Title, article.Summary), "image/png") : Results.NotFound()).AllowAnonymous();

    /// <summary>A PNG of <see cref="Width"/> by <see cref="Height"/> pixels. A long title is written smaller; what still does not fit ends in three dots.</summary>
    public static byte[] Of(string title, string summary)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var canvas = surface.Canvas;
        canvas.Clear(Paper);
        using var paint = new SKPaint { IsAntialias = true, Color = Panel };
        canvas.DrawRect(900, 0, Width - 900, Height, paint);
        paint.Color = Action;
        canvas.Save();
        canvas.Translate(930, 195);
        canvas.Scale(2.4f);
        using (var mark = SKPath.ParseSvgPathData(Mark.Path)) { canvas.DrawPath(mark, paint); }
        canvas.Restore();
        using var brand = new SKFont(Face.Value, SummarySize);
        canvas.DrawText("Facet", Edge, 110, brand, paint);
        var size = TitleSize;
        List<string> lines;
        while (true)
        {
            using var font = new SKFont(Face.Value, size);
            lines = Lines(title, font, 3);
            if (size <= SmallestTitle || string.Join(' ', lines) == Words(title)) { break; }
            size -= 4;
        }
        var y = 150f;
        y = Write(canvas, lines, size, Ink, y, paint);
        using var small = new SKFont(Face.Value, SummarySize);
        Write(canvas, Lines(summary, small, 4), SummarySize, Soft, y + 24, paint);
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static float Write(SKCanvas canvas, List<string> lines, float size, SKColor colour, float y, SKPaint paint)
    {
        using var font = new SKFont(Face.Value, size);
        paint.Color = colour;
        foreach (var line in lines) { canvas.DrawText(line, Edge, y += size * LineHeight, font, paint); }
        return y;
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static List<string> Lines(string text, SKFont font, int most)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length == 0 || font.MeasureText(longer) <= Longest) { line = longer; continue; }
            lines.Add(line);
            line = word;
        }
        lines.Add(line);
        if (lines.Count <= most) { return lines; }
        lines = lines[..most];
        lines[^1] += " …";
        return lines;
    }
}
