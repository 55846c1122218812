-- The value of a key. One that holds a click which never expires lives on from each time it is found.
local value = redis.call('GET', key)
if value and (string.sub(value, 1, 4) == '1 - ' or string.find(value, '\n1 - ', 1, true)) then
  local left = redis.call('PTTL', key)
  if left >= 0 and left < keep * 0.99 then
    redis.pcall('PEXPIRE', key, string.format('%.0f', keep))
  end
end
return value
