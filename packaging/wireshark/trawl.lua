-- Wireshark fields for what trawl writes of a packet's owners: trawl.pid, trawl.comm, trawl.container, trawl.pod, …
-- Put this file into a folder for Lua plugins (Help, About Wireshark, Folders), or: tshark -X lua_script:trawl.lua
--
-- trawl's pcapng files carry it as comments of the packet, one for each end and kind, of lines "Key: value".

local trawl = Proto("trawl", "Owner")

local fields = {
  ["PID"] = ProtoField.uint32("trawl.pid", "Process"),
  ["TID"] = ProtoField.uint32("trawl.tid", "Thread"),
  ["Comm"] = ProtoField.string("trawl.comm", "Name"),
  ["Cmd"] = ProtoField.string("trawl.cmd", "Executable"),
  ["Args"] = ProtoField.string("trawl.args", "Arguments"),
  ["UID"] = ProtoField.uint32("trawl.uid", "User number"),
  ["User"] = ProtoField.string("trawl.user", "User"),
  ["ParentPID"] = ProtoField.uint32("trawl.parent.pid", "Parent process"),
  ["ParentComm"] = ProtoField.string("trawl.parent.comm", "Parent name"),
  ["ParentCmd"] = ProtoField.string("trawl.parent.cmd", "Parent executable"),
  ["ParentArgs"] = ProtoField.string("trawl.parent.args", "Parent arguments"),
  ["ContainerName"] = ProtoField.string("trawl.container", "Container"),
  ["ContainerID"] = ProtoField.string("trawl.container.id", "Container id"),
  ["ContainerImage"] = ProtoField.string("trawl.container.image", "Image"),
  ["ContainerLabels"] = ProtoField.string("trawl.container.labels", "Container labels"),
  ["PodName"] = ProtoField.string("trawl.pod", "Pod"),
  ["PodNamespace"] = ProtoField.string("trawl.pod.namespace", "Pod namespace"),
  ["PodUID"] = ProtoField.string("trawl.pod.uid", "Pod UID"),
  ["PodLabels"] = ProtoField.string("trawl.pod.labels", "Pod labels"),
  ["PodAnnotations"] = ProtoField.string("trawl.pod.annotations", "Pod annotations"),
  ["Side"] = ProtoField.string("trawl.side", "End"),
}
local numbers = { PID = true, TID = true, UID = true, ParentPID = true }

for _, field in pairs(fields) do
  table.insert(trawl.fields, field)
end

local comments = Field.new("frame.comment")

-- The lines of a comment that are trawl's, in their order; none for a comment of somebody else's.
local function lines_of(text)
  local lines = {}
  for line in text:gmatch("[^\n]+") do
    local key, value = line:match("^(%a+): ?(.*)$")
    if not key or not fields[key] then
      return {}
    end
    table.insert(lines, { key = key, value = value })
  end
  return lines
end

local function add(tree, key, value)
  if numbers[key] then
    local number = tonumber(value)
    if number then
      tree:add(fields[key], number)
    end
  else
    tree:add(fields[key], value)
  end
end

function trawl.dissector(_, _, root)
  local tree
  for _, comment in ipairs({ comments() }) do
    local lines = lines_of(tostring(comment.value))
    if #lines > 0 then
      tree = tree or root:add(trawl)
      for _, line in ipairs(lines) do
        add(tree, line.key, line.value)
      end
    end
  end
end

register_postdissector(trawl)
