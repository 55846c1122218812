-- Adds the clicks in ARGV[4] and on, each as a line, to one key; ARGV[3] is the most it may hold.
local most = tonumber(ARGV[3])

local function isEarlier(one, other)
  local a, b = tonumber(one.seconds), tonumber(other.seconds)
  if a ~= b then
    return a < b
  end
  return tonumber(one.nanos) < tonumber(other.nanos)
end

-- Of each network and offer the first and the latest are kept.
local function dropBetween(offer)
  local between, count = 0, 0
  for i, click in ipairs(clicks) do
    if click.offer == offer then
      count = count + 1
      if count == 2 then
        between = i
      end
    end
  end
  if count > 2 then
    table.remove(clicks, between)
  end
end

local function add(added)
  for i, held in ipairs(clicks) do
    if held.same == added.same then
      if held.json == added.json then
        held.expires = added.expires
      end
      if held.owner == '-' then
        held.owner = added.owner
      end
      if not isLive(held) then
        table.remove(clicks, i)
      end
      return
    end
  end
  if not isLive(added) then
    return
  end
  local at = #clicks + 1
  while at > 1 and isEarlier(added, clicks[at - 1]) do
    at = at - 1
  end
  table.insert(clicks, at, added)
  dropBetween(added.offer)
  if #clicks > most then
    table.remove(clicks, 1)
  end
end

load()
for i = 4, #ARGV do
  add(read(ARGV[i]))
end
store()
