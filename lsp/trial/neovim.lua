-- Opens a grid with a gap in Neovim: its witness is read, its correction made, the grid laid out, a name hovered over, its lenses
-- read; a case is run; a new version is tried on an archive.
local PATIENCE = 30000

local function fail(what)
  io.stderr:write("  FAILED  " .. what .. "\n")
  vim.cmd("cquit 1")
end

local function plain(text)
  return (text:gsub("\u{a0}", " "))
end

local function wait(what, reached)
  if not vim.wait(PATIENCE, reached, 50) then
    fail(what)
  end
  io.stdout:write("  ok  " .. what .. "\n")
end

local function check(what, holds)
  wait(what, function()
    return holds
  end)
end

local ran, trouble = pcall(function()
  vim.filetype.add({ extension = { grille = "grille", cas = "grille-cas" } })
  vim.cmd("edit " .. vim.env.GRID)
  local buffer = vim.api.nvim_get_current_buf()
  check("the file is known for a grid", vim.bo[buffer].filetype == "grille")

  local client = vim.lsp.start_client({ name = "grille", cmd = { vim.env.SERVER }, root_dir = vim.fs and vim.fs.dirname(vim.env.GRID) or vim.fn.fnamemodify(vim.env.GRID, ":h") })
  vim.lsp.buf_attach_client(buffer, client)

  local function errors()
    return vim.diagnostic.get(buffer, { severity = vim.diagnostic.severity.ERROR })
  end
  wait("the gap is shown with its witness, taux_décroché = 85 %", function()
    local found = errors()
    return #found == 1 and plain(found[1].message):find("taux_décroché = 85 %", 1, true) ~= nil
  end)

  local function ask(method, params)
    local answers = vim.lsp.buf_request_sync(buffer, method, params, PATIENCE)
    for _, answer in pairs(answers or {}) do
      return answer.result
    end
  end
  local gap = errors()[1]
  local place = { line = gap.lnum, character = gap.col }
  local actions = ask("textDocument/codeAction", {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = { start = place, ["end"] = place },
    context = { diagnostics = {} },
  })
  local wanted
  for _, action in ipairs(actions or {}) do
    if action.title:find("écrire `≥` au lieu de `>`", 1, true) then
      wanted = action
    end
  end
  check("a correction is offered", wanted ~= nil)
  vim.lsp.util.apply_workspace_edit(wanted.edit, "utf-16")
  wait("made, the gap is gone", function()
    return #errors() == 0
  end)

  local before = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n")
  local line = gap.lnum + 1
  local text = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1]
  vim.api.nvim_buf_set_lines(buffer, line, line + 1, false, { (text:gsub("%s+si ", "   si ")) })
  local edits = ask("textDocument/formatting", {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    options = { tabSize = 2, insertSpaces = true },
  })
  vim.lsp.util.apply_text_edits(edits, buffer, "utf-16")
  check("a line out of place is laid out again", table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), "\n") == before)

  local column = vim.api.nvim_buf_get_lines(buffer, line + 1, line + 2, false)[1]:find("taux_décroché", 1, true)
  local hover = ask("textDocument/hover", {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    position = { line = line + 1, character = column },
  })
  local function lenses()
    local titles = {}
    for _, lens in ipairs(ask("textDocument/codeLens", { textDocument = vim.lsp.util.make_text_document_params(buffer) }) or {}) do
      table.insert(titles, plain(lens.command.title))
    end
    return table.concat(titles, "\n")
  end
  check("above what is declared stands how often it is used", lenses():find("%d+ utilisations") ~= nil)

  check("hovering over an input says what it is", hover ~= nil and vim.inspect(hover.contents):find("Taux de décroché", 1, true) ~= nil)

  local function open(file)
    vim.cmd("silent! write")
    vim.cmd("edit " .. vim.fn.fnamemodify(vim.env.GRID, ":h") .. "/" .. file)
    buffer = vim.api.nvim_get_current_buf()
    vim.lsp.buf_attach_client(buffer, client)
  end
  open("essais.cas")
  wait("a case that expects something else in vain is told of, with the line that decides", function()
    local found = errors()
    return #found == 1 and found[1].message:find("La ligne qui décide", 1, true) ~= nil
  end)
  check("above the case stands how it comes out", lenses():find("lancer ce cas (1 attente non tenue)", 1, true) ~= nil)
  local page = ask("workspace/executeCommand", {
    command = "grille.server.runCase",
    arguments = { { uri = vim.uri_from_bufnr(buffer), cas = "en vain" } },
  })
  check("run, it says why", page ~= nil and page.texte:find("La ligne qui décide", 1, true) ~= nil)

  open("versions/projet.grille")
  vim.lsp.buf_notify(buffer, "workspace/didChangeConfiguration", { settings = { grille = { archive = "urssaf.json" } } })
  wait("above a new version stands what it does to the archive", function()
    return lenses():find("archive (1 audit) : ", 1, true) ~= nil
  end)
  local compared = ask("workspace/executeCommand", {
    command = "grille.server.compare",
    arguments = { { uri = vim.uri_from_bufnr(buffer) } },
  })
  check("it is compared with the version it replaces", compared ~= nil and compared.texte:find("Version de fond", 1, true) ~= nil)
end)

if not ran then
  fail(tostring(trouble))
end
io.stdout:write("Neovim shows the gap, its witness, its correction and the layout; cases run there, and versions are weighed.\n")
vim.cmd("qall!")
