# BPF objects and their skeletons: bpf/NAME.bpf.c -> NAME.bpf.o -> NAME.skel.h, in one interface library.
find_program(BPF_CLANG NAMES clang-19 REQUIRED)
find_program(BPFTOOL NAMES bpftool PATHS /usr/sbin /sbin REQUIRED)

# Registers and system headers are those of the processor that the program is built for.
if(CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
  set(bpf_registers -D__TARGET_ARCH_arm64)
else()
  set(bpf_registers -D__TARGET_ARCH_x86)
endif()
set(bpf_headers_of_processor ${CMAKE_SYSROOT}/usr/include/${CMAKE_LIBRARY_ARCHITECTURE})

set(BPF_OUT ${CMAKE_BINARY_DIR}/bpf)
file(MAKE_DIRECTORY ${BPF_OUT} ${CMAKE_BINARY_DIR}/skeletons/kernel)
file(GLOB bpf_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bpf/*.bpf.c)
file(GLOB bpf_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bpf/lib/*.h ${CMAKE_SOURCE_DIR}/wire/*.h)
set(skeletons)
foreach(source ${bpf_sources})
  get_filename_component(name ${source} NAME)
  string(REPLACE ".bpf.c" "" name ${name})
  set(object ${BPF_OUT}/${name}.bpf.o)
  set(skeleton ${CMAKE_BINARY_DIR}/skeletons/kernel/${name}.skel.h)
  add_custom_command(
    OUTPUT ${skeleton}
    COMMAND ${BPF_CLANG} -g -O2 -Wall -Wextra -Werror -Wno-unused-parameter -Wno-missing-field-initializers
            -target bpf -mcpu=v3 ${bpf_registers} -idirafter ${bpf_headers_of_processor}
            -I${CMAKE_SOURCE_DIR} -I${CMAKE_SOURCE_DIR}/bpf
            -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -c ${source} -o ${object}.unlinked
    COMMAND ${BPFTOOL} gen object ${object} ${object}.unlinked
    COMMAND ${BPFTOOL} gen skeleton ${object} name ${name}_bpf > ${skeleton}
    COMMAND sed -i s/\\b_Bool\\b/bool/ ${skeleton}  # C's word, which clang does not take in C++
    DEPENDS ${source} ${bpf_headers}
    COMMENT "BPF ${name}"
    VERBATIM)
  list(APPEND skeletons ${skeleton})
endforeach()
add_custom_target(skeleton_files DEPENDS ${skeletons})
add_library(trawl_skeletons INTERFACE)
add_dependencies(trawl_skeletons skeleton_files)
target_include_directories(trawl_skeletons INTERFACE ${CMAKE_BINARY_DIR}/skeletons)
