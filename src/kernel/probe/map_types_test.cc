// docs/maps.md is made from the table: TRAWL_UPDATE_DOCS=1 unit_tests --gtest_filter='Docs.*' writes it anew.
#include "kernel/probe/map_types.h"

#include <bpf/libbpf.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <string>

#include "base/file.h"
#include "kernel/capture.skel.h"
#include "kernel/go_tls.skel.h"
#include "kernel/states.skel.h"
#include "kernel/trace.skel.h"
#include "kernel/xdp.skel.h"

namespace trawl {
namespace {

std::string maps_document() {
  std::string text =
      "# BPF maps\n\n"
      "Every type of map that a kernel may have, and what trawl does with it. `trawl doctor -v` makes one of each and "
      "says\nwhich this kernel has. The table is made from `src/kernel/probe/map_types.cc`.\n\n"
      "| `BPF_MAP_TYPE_...` | since | what it is for | where trawl uses it | why not |\n|---|---|---|---|---|\n";
  for (const MapTypeText& type : map_types()) {
    for (const std::string_view cell : {type.name, type.since, type.what, type.used, type.why}) {
      text += (cell.empty() ? "|" : "| ") + std::string(cell) + ' ';
    }
    text += "|\n";
  }
  return text;
}

TEST(Docs, MapsAreThoseOfTheTable) {
  const std::string path = std::string(TRAWL_DOCS_FOLDER) + "/maps.md";
  if (std::getenv("TRAWL_UPDATE_DOCS") != nullptr) std::ofstream(path) << maps_document();
  const auto is = read_file(path);
  ASSERT_TRUE(is) << is.error().what;
  EXPECT_EQ(*is, maps_document()) << path << " is not what the table says";
}

TEST(MapTypes, AreAllThereAreOnceAndInOrder) {
  constexpr uint32_t kLast = 33;         // BPF_MAP_TYPE_ARENA
  constexpr uint32_t kCgroupLocal = 32;  // BPF_MAP_TYPE_CGRP_STORAGE (6.2), which CGROUP_STORAGE stands for here
  std::set<uint32_t> numbers;
  uint32_t before = 0;
  for (const MapTypeText& type : map_types()) {
    EXPECT_GT(type.number, before);
    before = type.number;
    numbers.insert(type.number);
    EXPECT_NE(type.used.empty(), type.why.empty()) << type.name;
  }
  for (uint32_t number = 1; number <= kLast; number++) {
    EXPECT_EQ(numbers.contains(number), number != kCgroupLocal) << number;
  }
}

template <class Skeleton>
void add_types(std::set<uint32_t>& types) {
  Skeleton* skeleton = Skeleton::open();
  ASSERT_NE(skeleton, nullptr);
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, skeleton->obj) types.insert(bpf_map__type(map));
  Skeleton::destroy(skeleton);
}

TEST(MapTypes, UsedAreThoseOfThePrograms) {
  std::set<uint32_t> in_programs;
  add_types<capture_bpf>(in_programs);
  add_types<go_tls_bpf>(in_programs);
  add_types<states_bpf>(in_programs);
  add_types<trace_bpf>(in_programs);
  add_types<xdp_bpf>(in_programs);
  std::set<uint32_t> in_table;
  for (const MapTypeText& type : map_types()) {
    if (!type.used.empty()) in_table.insert(type.number);
  }
  EXPECT_EQ(in_table, in_programs);
}

}  // namespace
}  // namespace trawl
