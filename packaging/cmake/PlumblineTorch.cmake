# SPDX-License-Identifier: GPL-3.0-or-later
# LibTorch from the unpacked PyPI wheel. Its own CMake package insists on a CUDA toolkit, so the two
# libraries we link are named here; libtorch_cuda.so is opened at run time when a CUDA device is asked for.

set(_torch ${PLUMBLINE_TORCH_ROOT}/torch)
if(NOT EXISTS ${_torch}/lib/libtorch_cpu.so)
    message(FATAL_ERROR "LibTorch is not in ${PLUMBLINE_TORCH_ROOT}: run packaging/deps.sh first.")
endif()

# The wheel carries headers of another fmt, without its library: ours must be found before them.
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/include)
find_path(PLUMBLINE_FMT_INCLUDE fmt/core.h REQUIRED)
file(CREATE_LINK ${PLUMBLINE_FMT_INCLUDE}/fmt ${CMAKE_BINARY_DIR}/include/fmt SYMBOLIC)

add_library(plumbline_torch INTERFACE)
target_include_directories(plumbline_torch SYSTEM INTERFACE
    ${CMAKE_BINARY_DIR}/include
    ${_torch}/include ${_torch}/include/torch/csrc/api/include)
target_link_libraries(plumbline_torch INTERFACE ${_torch}/lib/libtorch_cpu.so ${_torch}/lib/libc10.so)
# libtorch_cpu.so finds the CUDA runtime beside itself (its own run path), the linker does not.
target_link_options(plumbline_torch INTERFACE
    -Wl,-rpath-link,${PLUMBLINE_TORCH_ROOT}/nvidia/cu13/lib -Wl,-rpath-link,${_torch}/lib)
target_compile_options(plumbline_torch INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-fopenmp>)
target_link_options(plumbline_torch INTERFACE -fopenmp)

# The one precompiled header that every Torch library reuses.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/torch_pch.cpp CONTENT "")  # keeps its time when it is there
add_library(plumbline_torch_pch STATIC ${CMAKE_BINARY_DIR}/torch_pch.cpp)
target_link_libraries(plumbline_torch_pch PUBLIC plumbline_torch)
target_precompile_headers(plumbline_torch_pch PRIVATE
    <ATen/ATen.h> <ATen/Parallel.h> <algorithm> <cmath> <cstdint> <filesystem> <functional> <map> <memory>
    <optional> <span> <stdexcept> <string> <string_view> <utility> <vector> <fmt/format.h> <fmt/ranges.h>
    <nlohmann/json.hpp>)
target_link_libraries(plumbline_torch_pch PRIVATE fmt::fmt nlohmann_json::nlohmann_json)

# plumbline_torch_executable(TARGET): an executable takes the shared precompiled header too. CMake would
# compile it with -fPIE, and g++ refuses a header that was precompiled with -fPIC.
function(plumbline_torch_executable target)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
    target_compile_options(${target} PRIVATE -fPIC)
    target_precompile_headers(${target} REUSE_FROM plumbline_torch_pch)
endfunction()
