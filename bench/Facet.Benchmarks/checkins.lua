-- For wrk: sends check-ins of many patients, each from a stream of its own and in order, one check-in a request.
-- Arguments: the file of patients (cookie, tab, tag), the number of the run, the day, the number of threads.
local count = 0
function setup(thread)
  thread:set("id", count)
  count = count + 1
end

function init(args)
  local run, day, threads = tonumber(args[2]), args[3], tonumber(args[4])
  people, place = {}, 0
  local index = 0
  for line in io.lines(args[1]) do
    if index % threads == id then
      local cookie, tag = line:match("^(.-)\t(.+)$")
      people[#people + 1] = {
        number = 0,
        headers = { ["Content-Type"] = "application/json", ["Facet-Person"] = tag, ["Cookie"] = cookie, ["Sec-Fetch-Site"] = "same-origin" },
        before = string.format('{"stream":"%08x-0000-4000-8000-%012x","first":', run, index),
        after = ',"entries":[{"kind":"check-in","day":"' .. day .. '","writtenAt":"' .. day .. 'T08:12:44.123Z","pain":4,"stopped":3,"stoppedWhat":"Lifting the shopping","sleep":6,"mood":7,"regions":["low_back","buttock"],"newNumbnessOrBladder":false,"newWeaknessOrFever":false}]}',
      }
    end
    index = index + 1
  end
end

function request()
  place = place % #people + 1
  local person = people[place]
  -- wrk asks once for a request that it only looks at.
  if asked then person.number = person.number + 1 end
  if not asked then asked, place = true, 0 return wrk.format("POST", nil, person.headers, person.before .. 1 .. person.after) end
  return wrk.format("POST", nil, person.headers, person.before .. person.number .. person.after)
end
