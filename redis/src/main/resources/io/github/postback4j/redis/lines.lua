-- A key's value: a line for each click, oldest first, later arrivals behind those of the same time.
-- A line of this version: "1 expires owner same seconds nanos offer json", "-" for what is not there.
-- Lines of other versions are left alone: nodes of that version read them. So are damaged ones.
local key, now, keep = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local clicks, others = {}, {}

local function read(line)
  local expires, owner, same, seconds, nanos, offer, json =
    string.match(line, '^1 (%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (.+)$')
  if not expires or not (expires == '-' or tonumber(expires))
      or not tonumber(seconds) or not tonumber(nanos) then
    return nil
  end
  return {
    expires = expires, owner = owner, same = same, seconds = seconds, nanos = nanos,
    offer = offer, json = json
  }
end

local function isLive(click)
  return click.expires == '-' or tonumber(click.expires) > now
end

local function load()
  for line in string.gmatch(redis.call('GET', key) or '', '[^\n]+') do
    local click = read(line)
    if not click then
      table.insert(others, line)
    elseif isLive(click) then
      table.insert(clicks, click)
    end
  end
end

-- Until the last click expires; what never expires is kept for a time from now.
local function timeToLive()
  local most = 0
  for _, click in ipairs(clicks) do
    local left = click.expires == '-' and keep or tonumber(click.expires) - now
    most = math.max(most, left)
  end
  return most
end

local function text()
  local lines = {}
  for _, line in ipairs(others) do
    table.insert(lines, line)
  end
  for _, c in ipairs(clicks) do
    table.insert(lines, table.concat(
      {'1', c.expires, c.owner, c.same, c.seconds, c.nanos, c.offer, c.json}, ' '))
  end
  return table.concat(lines, '\n')
end

local function store()
  if #clicks == 0 and #others == 0 then
    redis.call('DEL', key)
    return ''
  end
  local value, left = text(), timeToLive()
  if #others > 0 then
    local set = redis.call('PTTL', key)
    if set == -1 then
      redis.call('SET', key, value)
      return value
    end
    left = math.max(left, set)
  end
  redis.call('SET', key, value, 'PX', string.format('%.0f', math.max(left, 1)))
  return value
end
