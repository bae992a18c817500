-- What Markdown cannot say itself, said once for both engines and all formats.
--
-- Pandoc runs this file with --lua-filter; Quarto runs it at its entry point "pre-ast", before its own figures, tables and
-- references are made. So numbers, labels, ids and alternative texts come from here in either engine and the page is the same.
-- For that to hold nothing that Quarto would take for its own (a figure or a div whose id begins with fig- or tbl-) may leave
-- this file: in HTML such elements leave as raw tags, in DOCX as styled paragraphs with a bookmark.
--
-- What is wrong in a document is collected and reported all at once; granska.render reads the lines that begin with FAULT.

local FAULT = "granska-fault: "
local html, docx, typst = FORMAT:match("^html") ~= nil, FORMAT == "docx", FORMAT == "typst"

local WORDS = {
  sv = { fig = "Figur", tbl = "Tabell", formula = "Formel", region = "SE" },
  en = { fig = "Figure", tbl = "Table", formula = "Formula", region = "GB" },
}

-- The colours a figure may use in its file, and the variable of style.css that replaces each in a page, for dark mode.
local PALETTE = {
  ["#1b2733"] = "--fig-text", ["#55626d"] = "--fig-muted", ["#d5dce0"] = "--fig-grid", ["#e4ebef"] = "--fig-band",
  ["#fefefe"] = "--fig-paper", ["#0b5a7d"] = "--fig-1", ["#a84e08"] = "--fig-2", ["#66717b"] = "--fig-3",
}

-- The line of reference.docx; Pandoc's own idea of 100% is a little wider.
local WORD_LINE, WORD_PAGE = 16.4, 21   -- cm: the text of a page in Word, less a caption

-- Classes that mean something outside HTML: the paragraph or character style in DOCX. In Typst each is a function of that name.
local BLOCK_STYLES = {
  ["key-figures"] = false, ["key-figure"] = false, ["downloads"] = false, ["review"] = false, ["summary"] = "Summary",
  ["figure-with-table"] = false, ["conclusion"] = "Conclusion", ["reading-help"] = "Reading Help", ["note"] = "Note", ["fields"] = "Field",
}
local SPAN_STYLES = {
  value = "Value", ["fill-in"] = "Fill In", note = "Note Text", about = false, size = "Note Text", meta = "Note Text",
}

-- Front matter that serves the page and is no property of a document.
local PAGE_ONLY = {
  "bodyclass", "facts", "footer", "footer_links", "issued", "kicker", "lead", "notice", "organisation", "other_language",
  "pagetitle", "publisher", "reference_number", "running", "site", "start", "ui",
}

local words = WORDS.en
local faults = pandoc.List {}
local ids = { ["page-main"] = true, ["page-toc"] = true, ["page-toc-title"] = true }
local notes = {}    -- id of a table -> inlines that stand under it on paper
local labels = {}   -- id -> inlines that a reference to it shows
local drawn = 0     -- figures inlined so far: keeps the ids inside them apart

local text_of = pandoc.utils.stringify

local function fault(message)
  if not faults:includes(message) then faults:insert(message) end
end

local function quoted(text, replacements)
  return (text:gsub("[%c]", " "):gsub('[&<>"\\]', replacements))
end

local function xml(text)
  return quoted(text, { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" })
end

local function typst_string(text)
  return '"' .. quoted(text, { ['"'] = '\\"', ["\\"] = "\\\\" }) .. '"'
end

local function raw(text)
  return pandoc.RawBlock(typst and "typst" or "html", text)
end

local function raw_inline(text)
  return pandoc.RawInline(typst and "typst" or "html", text)
end

local function styled(blocks, style)
  return pandoc.Div(blocks, pandoc.Attr("", {}, { ["custom-style"] = style }))
end

local function read(path)
  local file = io.open(path, "rb")
  if not file then return nil end
  local content = file:read("a")
  file:close()
  return content
end

-- Ids, numbers and what references show ---------------------------------------------------------------------------------

local function register(element)
  local id = element.identifier
  if id == "" then return end
  if ids[id] then fault("the id '" .. id .. "' is used twice.") end
  ids[id] = true
end

-- Pandoc before 3.8 leaves "{#tbl-x}" as the last word of the caption.
local function table_id(tbl)
  local last = tbl.caption.long[#tbl.caption.long]
  local word = last and last.content and last.content[#last.content]
  local id = tbl.identifier == "" and word and word.t == "Str" and word.text:match("^{#([%w_-]+)}$")
  if not id then return tbl end
  last.content:remove(#last.content)
  if #last.content > 0 and last.content[#last.content].t == "Space" then last.content:remove(#last.content) end
  tbl.identifier = id
  return tbl
end

local counts = { fig = 0, tbl = 0 }

local function number(element)
  register(element)
  local kind = element.identifier:match("^(%a+)-")
  if counts[kind] then
    counts[kind] = counts[kind] + 1
    labels[element.identifier] = pandoc.Inlines { pandoc.Str(words[kind] .. "\u{a0}" .. counts[kind]) }
  end
end

local function collect(doc)
  doc:walk {
    Figure = number,
    Table = number,
    Header = function(header)
      register(header)
      if header.identifier:match("^sec%-") then labels[header.identifier] = header.content end
    end,
    Image = register, Div = register, Span = register, Link = register, Code = register, CodeBlock = register,
  }
end

-- "Figur 1." before a caption, in bold; without an id there is no number.
local function caption_of(element)
  local inlines = pandoc.utils.blocks_to_inlines(element.caption.long)
  local label = labels[element.identifier]
  if label then
    inlines:insert(1, pandoc.Strong { label[1], pandoc.Str(".") })
    inlines:insert(2, pandoc.Space())
  end
  return inlines
end

local function Cite(cite)
  local out = pandoc.Inlines {}
  for i, citation in ipairs(cite.citations) do
    local label = labels[citation.id]
    if not label then
      fault("the reference @" .. citation.id .. " points at no figure, table or section of this document.")
      label = { pandoc.Str("@" .. citation.id) }
    end
    if i > 1 then out:extend { pandoc.Str(","), pandoc.Space() } end
    out:insert(pandoc.Link(label, "#" .. citation.id))
  end
  return out
end

-- Typst reads -- as a dash, ... as an ellipsis, -1 as a minus and "1.", "+", "=" at the start of a text as a list or heading;
-- Pandoc's writer lets them through where it does not see the start.
-- Quarto looks for shortcodes in what has been read, too, and would run one that a label holds.
-- Word shows a soft hyphen as a hyphen.
local function Str(str)
  local word = docx and str.text:gsub("\u{ad}", "") or str.text
  if word:find("[{}][{}]") and not typst then
    local out = pandoc.Inlines {}
    for part in word:gmatch("[{}]?[^{}]*") do out:insert(pandoc.Str(part)) end
    return out
  end
  if docx and word ~= str.text then return pandoc.Str(word) end
  local means = word:find("%-[%-%?%d]") or word:find("...", 1, true) or word:find("^%d+%.$") or word:find("^[-+=/]+$")
  if not (typst and means) then return nil end
  local out = pandoc.Inlines {}
  for text, mark in word:gmatch("([^-+=/.]*)([-+=/.]?)") do
    if text ~= "" then out:insert(pandoc.Str(text)) end
    if mark ~= "" then out:insert(raw_inline("\\" .. mark)) end
  end
  return out
end

local function Link(link)
  local id = link.target:match("^#(.+)$")
  if id and not ids[id] then fault("the link to #" .. id .. " points at nothing in this document.") end
end

-- Figures ---------------------------------------------------------------------------------------------------------------

local function narrow(path)
  return (path:gsub("%.svg$", "-narrow.svg"))
end

-- The SVG as a part of the page: named for assistive technology, coloured by the page's variables, its ids its own.
local function inline_svg(svg, alt, class)
  drawn = drawn + 1
  local prefix = "svg" .. drawn .. "-"
  svg = svg:gsub("^.-(<svg)", "%1", 1):gsub("<!%-%-.-%-%->", ""):gsub("<metadata>.-</metadata>%s*", "")
  svg = svg:gsub('%sxmlns[:%w]*="[^"]*"', ""):gsub("xlink:href", "href")   -- a page needs no name spaces
  svg = svg:gsub('(%sid=")', "%1" .. prefix):gsub("url%(#", "url(#" .. prefix):gsub('(href=")#', "%1#" .. prefix)
  svg = svg:gsub("#%x%x%x%x%x%x%f[%X]", function(colour)
    local variable = PALETTE[colour:lower()]
    return variable and "var(" .. variable .. ", " .. colour .. ")"
  end)
  svg = svg:gsub("^<svg([^>]*)>", function(attributes)
    attributes = attributes:gsub('%s(class)="[^"]*"', ""):gsub('%s(role)="[^"]*"', ""):gsub('%s(aria%-label)="[^"]*"', "")
    return '<svg class="' .. class .. '" role="img" aria-label="' .. xml(alt) .. '"' .. attributes .. ">"
  end, 1)
  return raw_inline((svg:gsub("%s+$", "")))
end

-- Width in points as the file says it; a number without a unit counts CSS pixels.
local function points(svg)
  local value, unit = svg:match('<svg[^>]-%swidth="([%d.]+)(%a*)"')
  return value and tonumber(value) * (unit == "pt" and 1 or 0.75)
end

-- As wide as the text in Word, unless the figure would then be higher than a page.
local function word_width(svg)
  local width, height = svg:match('viewBox="0 0 ([%d.]+) ([%d.]+)"')
  return ("%.2fcm"):format(width and math.min(WORD_LINE, WORD_PAGE * width / height) or WORD_LINE)
end

local function Image(image)
  local path, alt = image.src, image.attributes["fig-alt"] or ""
  if not path:match("^figures/[%w._-]+%.svg$") then
    fault("the image " .. path .. " is not an SVG file in figures/ beside the document.")
    return
  end
  if not alt:match("%S") then fault("the figure " .. path .. " has no alternative text (fig-alt).") end
  local wide, spark = image.classes:includes("wide"), image.classes:includes("spark")
  local needed = { path, wide and narrow(path) or nil, docx and path:gsub("%.svg$", ".png") or nil }
  for _, file in pairs(needed) do
    if not read(file) then fault("the image " .. file .. " does not exist beside the document.") end
  end
  local svg = read(path)
  if #faults > 0 then return end
  if svg:find("<script", 1, true) or svg:find("<foreignObject", 1, true) or svg:find('href="[^#]') then
    fault("the image " .. path .. " holds a script or points outside itself.")
  end
  local size = not wide and points(svg)
  if html then
    local out = pandoc.Inlines { inline_svg(svg, alt, "fig" .. (wide and " wide" or "") .. (spark and " spark" or "")) }
    if wide then out:insert(inline_svg(read(narrow(path)), alt, "fig narrow")) end
    return out
  elseif typst then
    local call = size and ("#box(image(%s, alt: %s, width: " .. ("%.1fpt"):format(size) .. "))") or "#picture(%s, %s)"
    return raw_inline(call:format(typst_string(path), typst_string(alt)))
  elseif docx then
    local width = size and ("%.2fin"):format(size / 72) or word_width(svg)
    local picture = pandoc.Image(alt, (path:gsub("%.svg$", ".png")), "", pandoc.Attr("", {}, { width = width }))
    return { picture, pandoc.RawInline("openxml", "") }   -- Quarto would make a figure of a paragraph with an image alone
  end
end

local function Figure(figure)
  local caption, id = caption_of(figure), figure.identifier
  if html then
    local opening = id ~= "" and '<figure id="' .. xml(id) .. '">' or "<figure>"
    local blocks = pandoc.Blocks { raw(opening .. "<figcaption>"), pandoc.Plain(caption), raw("</figcaption>") }
    blocks:extend(figure.content)
    blocks:insert(raw("</figure>"))
    return blocks
  elseif docx then
    caption:insert(1, pandoc.Span({}, pandoc.Attr(id)))
    return pandoc.Blocks {
      styled({ pandoc.Para(caption) }, "Image Caption"), styled(figure.content, "Captioned Figure"),
    }
  end
  figure.caption.long = { pandoc.Plain(caption) }
  return figure
end

-- Tables ----------------------------------------------------------------------------------------------------------------

local function longest(text, pattern)
  local most = 0
  for part in text:gmatch(pattern) do most = math.max(most, utf8.len(part) or #part) end
  return most
end

-- Styles of reference.docx for what stands in a table, the largest first, and how many figures of that size a line holds.
local WORD_TABLES = { { "Table Text", 96 }, { "Table Text Small", 109 }, { "Table Text Smallest", 126 } }

-- Word does not measure as Typst does, so widths are counted in characters from what the columns hold: words are not broken,
-- numbers not wrapped. The first column, which names the row, and other columns of long texts share what is left. Where that
-- is too little the type gets smaller.
local function word_table(tbl)
  local LONG, NAME, GAP, BOLD, APART = 30, 22, 2.5, 1.15, 4
  local least, wanted, sum = {}, {}, { least = 0, wanted = 0 }
  for j, spec in ipairs(tbl.colspecs) do
    local head = text_of(tbl.head.rows[1].cells[j])
    local word, two_lines, body, part = BOLD * longest(head, "[^ \u{ad}]+"), 0.6 * BOLD * longest(head, ".+"), 0, 0
    for _, row in ipairs(tbl.bodies[1].body) do
      local text = text_of(row.cells[j])
      body, part = math.max(body, longest(text, ".+")), math.max(part, longest(text, "[^ ]+"))
    end
    local long = j == 1 or spec[1] ~= "AlignRight" and body > LONG
    least[j] = GAP + math.max(word, long and math.max(part, math.min(body, NAME)) or body)
    wanted[j] = GAP + math.max(word, two_lines, body)
    sum.least, sum.wanted = sum.least + least[j], sum.wanted + wanted[j]
  end
  local style, line = table.unpack(WORD_TABLES[#WORD_TABLES])
  for i = #WORD_TABLES, 1, -1 do
    if sum.least <= WORD_TABLES[i][2] then style, line = table.unpack(WORD_TABLES[i]) end
  end
  local spare = math.max(0, line - sum.least)
  local asked = sum.wanted - sum.least
  local given = asked > 0 and math.min(1, spare / asked) or 0
  local over = math.min(APART, (spare - given * asked) / #least)
  local total = math.max(line, sum.least)
  for j, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[j] = { spec[1], (least[j] + given * (wanted[j] - least[j]) + over) / total }
  end
  local function dress(row)
    for _, cell in ipairs(row.cells) do cell.contents = { styled(cell.contents, style) } end
  end
  for _, row in ipairs(tbl.head.rows) do dress(row) end
  for _, row in ipairs(tbl.bodies[1].body) do dress(row) end
end

-- What stands under a table goes with it to the next page.
local function table_notes(blocks)
  for i = #blocks, 2, -1 do
    local tbl, span = blocks[i - 1], blocks[i].t == "Para" and #blocks[i].content == 1 and blocks[i].content[1]
    if tbl.t == "Table" and span and span.t == "Span" and span.classes:includes("note") then
      notes[tbl.identifier] = span.content
      blocks:remove(i)
    end
  end
  return blocks
end

local function table_alone(div)
  return div.t == "Div" and div.classes:includes("details") and #div.content == 1 and div.content[1].t == "Table"
end

-- A figure and the table of its numbers are given to Typst together; see figure-with-table in template.typ.
local function figures_with_tables(blocks)
  for i = #blocks, 2, -1 do
    local figure = blocks[i - 1]
    if figure.t == "Figure" and table_alone(blocks[i]) and (i == 2 or blocks[i - 2].t ~= "Header") then
      blocks[i - 1] = pandoc.Div({ figure, blocks[i] }, pandoc.Attr("", { "figure-with-table" }))
      blocks:remove(i)
    end
  end
  return blocks
end

local TYPST_TABLE = "#figure(data-table(("

-- A call of data-table in template.typ, which measures the columns; Pandoc's own writer fixes them.
local function typst_table(tbl, caption)
  local out = pandoc.Inlines {}
  local function add(text) out:insert(raw_inline(text)) end
  local function cells(row)
    add("(")
    for _, cell in ipairs(row.cells) do
      add("[")
      out:extend(pandoc.utils.blocks_to_inlines(cell.contents))
      add("], ")
    end
    add("), ")
  end
  add(TYPST_TABLE)
  for _, spec in ipairs(tbl.colspecs) do add(spec[1] == "AlignRight" and "right, " or "left, ") end
  add("), ")
  local note = notes[tbl.identifier]
  add(note and "[" or "none")
  out:extend(note or {})
  add(note and "], " or ", ")
  cells(tbl.head.rows[1])
  for _, row in ipairs(tbl.bodies[1].body) do cells(row) end
  add("), kind: table, caption: [")
  out:extend(caption)
  add("])" .. (tbl.identifier ~= "" and " <" .. tbl.identifier .. ">" or ""))
  return pandoc.Para(out)
end

local function Table(tbl)
  local caption, id = caption_of(tbl), tbl.identifier
  local name = text_of(caption)
  if not name:match("%S") then fault("a table has no caption (a line ': caption {#tbl-name}' after it).") end
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do
      if not text_of(cell.contents):match("%S") then fault("'" .. name .. "' has a column without a heading.") end
      cell.attributes.scope = "col"
    end
  end
  for _, body in ipairs(tbl.bodies) do
    body.row_head_columns = 1
    for _, row in ipairs(body.body) do row.cells[1].attributes.scope = "row" end
  end
  if typst then return typst_table(tbl, caption) end
  if not html then
    word_table(tbl)
    tbl.identifier = ""
    caption = { pandoc.Span(caption, pandoc.Attr(id)) }   -- in a span Quarto leaves it alone
    tbl.caption.long = { pandoc.Plain(caption) }
    return tbl
  end
  tbl.identifier = ""
  tbl.caption.long = { pandoc.Plain { pandoc.Span(caption) } }   -- the span stays in view while the table scrolls
  tbl.colspecs = tbl.colspecs:map(function(spec) return { spec[1], nil } end)
  local opening = '<div class="scroll" role="region" tabindex="0" aria-label="' .. xml(name) .. '"'
  if id ~= "" then opening = opening .. ' id="' .. xml(id) .. '"' end
  return pandoc.Blocks { raw(opening .. ">"), tbl, raw("</div>") }
end

-- Formulas --------------------------------------------------------------------------------------------------------------

local formulas = 0

-- A formula on a line of its own scrolls where it is wider than the page, as tables do.
local function Para(para)
  if not html or not para.content:find_if(function(part) return part.mathtype == "DisplayMath" end) then return nil end
  local blocks, text = pandoc.Blocks {}, pandoc.Inlines {}
  local function close()
    if text_of(text):match("%S") then blocks:insert(pandoc.Para(text)) end
    text = pandoc.Inlines {}
  end
  for _, part in ipairs(para.content) do
    if part.mathtype == "DisplayMath" then
      close()
      formulas = formulas + 1
      local name = words.formula .. "\u{a0}" .. formulas
      blocks:insert(raw('<div class="scroll" role="region" tabindex="0" aria-label="' .. name .. '">'))
      blocks:insert(pandoc.Plain { part })
      blocks:insert(raw("</div>"))
    elseif #text > 0 or part.t ~= "SoftBreak" and part.t ~= "Space" then
      text:insert(part)
    end
  end
  close()
  return blocks
end

-- Divs, spans, headings -------------------------------------------------------------------------------------------------

local function first_known(classes, styles)
  for _, class in ipairs(classes) do
    if styles[class] ~= nil then return class, styles[class] end
  end
end

local function wrapped(blocks, class)
  local out = pandoc.Blocks { raw("#" .. class .. "(") }
  if class == "key-figure" or class == "figure-with-table" then        -- the parts are placed one by one
    for _, block in ipairs(blocks) do out:extend { raw("["), block, raw("],") } end
  else
    out:insert(raw("["))
    out:extend(blocks)
    out:insert(raw("]"))
  end
  out:insert(raw(")"))
  return out
end

local function details(div)
  local summary = div.attributes.summary or ""
  if not summary:match("%S") then fault("a .details div has no summary (attribute summary=\"…\").") end
  if html then
    local blocks = pandoc.Blocks { raw("<details><summary>" .. xml(summary) .. "</summary>") }
    blocks:extend(div.content)
    blocks:insert(raw("</details>"))
    return blocks
  end
  -- on paper nothing is opened, and a table has its caption: a lead above it would say the same twice
  local first = div.content[1]
  local inline = first and first.content and first.content[1]
  if first and (first.t == "Table" or inline.t == "RawInline" and inline.text == TYPST_TABLE) then return div.content end
  local lead = pandoc.Blocks { pandoc.Para { pandoc.Str(summary) } }
  local blocks = typst and wrapped(lead, "summary") or pandoc.Blocks { styled(lead, "Summary") }
  blocks:extend(div.content)
  return blocks
end

local function shown(div)
  local here = (div.attributes["when-format"] or ""):match(html and "html" or docx and "docx" or "pdf") ~= nil
  return here == div.classes:includes("content-visible")
end

local function Div(div)
  if div.classes:includes("content-visible") or div.classes:includes("content-hidden") then
    return shown(div) and div.content or {}
  end
  if div.classes:includes("details") then return details(div) end
  local class, style = first_known(div.classes, BLOCK_STYLES)
  if typst and class then return wrapped(div.content, class) end
  if docx and class == "key-figure" then                  -- value, text and picture stay together
    for i = 1, #div.content - 1 do div.content[i] = styled({ div.content[i] }, "Key Figure") end
    return div.content
  end
  if docx and style then return styled(div.content, style) end
end

local function Span(span)
  local class, style = first_known(span.classes, SPAN_STYLES)
  if typst and class then
    local out = pandoc.Inlines { raw_inline("#" .. class .. "[") }
    out:extend(span.content)
    out:insert(raw_inline("];"))
    return out
  elseif docx and style then
    span.attributes["custom-style"] = style
    return span
  end
end

local areas = 0

-- Headings are not hyphenated on paper, and a bookmark would keep the soft hyphens.
local function unhyphenated(inlines)
  return inlines:walk { Str = function(str) return pandoc.Str((str.text:gsub("\u{ad}", ""))) end }
end

local function Header(header)
  if typst then header.content = unhyphenated(header.content) end
  if not header.classes:includes("area") then return header end
  areas = areas + 1
  if typst then header.content:insert(1, raw_inline("#area-number(" .. areas .. ");")) end
  if docx then header.content = pandoc.Inlines { pandoc.Str(areas .. "."), pandoc.Space() } .. header.content end
  return header
end

-- Metadata --------------------------------------------------------------------------------------------------------------

-- Word has no place for what stands above the text of a page, so it comes first in the text.
local function opening(meta)
  local blocks = pandoc.Blocks {}
  local function add(inlines, style) blocks:insert(styled({ pandoc.Para(inlines) }, style)) end
  if meta.notice then
    local lead = meta.ui and meta.ui.notice and pandoc.Inlines { pandoc.Strong(meta.ui.notice), pandoc.Space() }
    add((lead or pandoc.Inlines {}) .. meta.notice, "Notice")
  end
  if meta.lead then add(meta.lead, "Lead") end
  for _, fact in ipairs(meta.facts or {}) do
    add(pandoc.Inlines(fact.name) .. { pandoc.Str(":"), pandoc.Space(), pandoc.Strong(fact.value) }, "Fact")
  end
  return blocks
end

-- Values that the template puts between quotation marks, where Pandoc would leave a quotation mark as it is.
local function attribute_values(meta)
  local function quote(owner, key)
    if owner and owner[key] then owner[key] = pandoc.MetaInlines { raw_inline(xml(text_of(owner[key]))) } end
  end
  for _, key in ipairs { "bodyclass", "description", "issued", "publisher", "start" } do quote(meta, key) end
  quote(meta.ui, "languages")
  quote(meta.other_language, "href")
  quote(meta.other_language, "code")
  for _, link in ipairs(meta.footer_links or {}) do quote(link, "href") end
end

local function prepare_metadata(doc)
  local meta = doc.meta
  if html then
    attribute_values(meta)
  elseif typst then
    meta.region = words.region
    for _, key in ipairs { "pagetitle", "publisher" } do
      if meta[key] then meta[key .. "_string"] = raw_inline(typst_string((text_of(meta[key]):gsub("\u{ad}", "")))) end
    end
    if meta.title then meta.title = unhyphenated(pandoc.Inlines(meta.title)) end
  elseif docx then
    if meta.title then meta.title = pandoc.MetaInlines { pandoc.Str((text_of(meta.title):gsub("\u{ad}", ""))) } end
    meta.lang = text_of(meta.lang) .. "-" .. words.region
    meta.subtitle, meta.author, meta.subject = meta.kicker, meta.publisher, meta.running or meta.reference_number
    doc.blocks = opening(meta) .. doc.blocks
    for _, key in ipairs(PAGE_ONLY) do meta[key] = nil end   -- else Word lists them as properties of the file
  end
end

function Pandoc(doc)
  local lang = text_of(doc.meta.lang or "")
  if not WORDS[lang] then fault("lang is '" .. lang .. "'; write sv or en.") end
  words = WORDS[lang] or WORDS.en
  doc = doc:walk { Table = table_id }
  doc = doc:walk { Div = function(div)          -- hidden parts are gone before anything is numbered
    if div.classes:includes("content-visible") or div.classes:includes("content-hidden") then return Div(div) end
  end }
  prepare_metadata(doc)
  collect(doc)
  if typst then doc = doc:walk { Blocks = table_notes }:walk { Blocks = figures_with_tables } end
  -- Figures and tables first, so that references inside their captions are resolved with all others.
  doc = doc:walk { Figure = Figure, Table = Table, Para = Para }
  doc = doc:walk { Image = Image, Cite = Cite, Link = Link, Str = Str, Span = Span, Div = Div, Header = Header }
  -- assert, because Quarto replaces error() by a function that writes a line and goes on.
  local report = table.concat(faults:map(function(message) return FAULT .. message end), "\n")
  assert(#faults == 0, "\n" .. report .. "\n")
  return doc
end
