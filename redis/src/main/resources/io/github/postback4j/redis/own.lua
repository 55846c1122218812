-- Gives the live clicks of a key that belong to nobody to the owner ARGV[3]; the value after.
load()
local isChanged = false
for _, click in ipairs(clicks) do
  if click.owner == '-' then
    click.owner = ARGV[3]
    isChanged = true
  end
end
if isChanged then
  return store()
end
return text()
