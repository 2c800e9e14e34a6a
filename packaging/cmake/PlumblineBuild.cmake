# SPDX-License-Identifier: GPL-3.0-or-later
# Language level, warnings, compiler cache and the one way in which the project declares a library.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Programs are compiled like libraries, or they could not use the precompiled header of the libraries.
set(CMAKE_CXX_COMPILE_OPTIONS_PIE -fPIC)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_VISIBILITY_PRESET default)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

# A member that a designated initialiser leaves out has its default; g++ 12 warns of those that are classes.
add_compile_options(
    "$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wno-missing-field-initializers;-Wnon-virtual-dtor;-Woverloaded-virtual>")
if(PLUMBLINE_WERROR)
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()

if(PLUMBLINE_SANITIZE STREQUAL "address")
    set(_sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined)
elseif(PLUMBLINE_SANITIZE STREQUAL "thread")
    set(_sanitize -fsanitize=thread)
elseif(PLUMBLINE_SANITIZE)
    message(FATAL_ERROR "PLUMBLINE_SANITIZE is '${PLUMBLINE_SANITIZE}': it takes address, thread or nothing.")
endif()
if(PLUMBLINE_SANITIZE)
    add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:${_sanitize};-fno-omit-frame-pointer;-O1>")
    add_link_options(${_sanitize})
endif()

find_program(PLUMBLINE_CCACHE ccache)
if(PLUMBLINE_CCACHE)
    # A precompiled header is safe to cache only when ccache may trust its defines and ignore its time.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${PLUMBLINE_CCACHE})
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
endif()

# plumbline_library(NAME [TORCH] SOURCES … [PUBLIC …] [PRIVATE …])
# One folder = one static library plumbline_NAME. TORCH gives it LibTorch and the shared precompiled
# header. Includes are written from the engine folder: #include "models/denoiser.h".
function(plumbline_library name)
    cmake_parse_arguments(ARG "TORCH" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
    set(target plumbline_${name})
    add_library(${target} STATIC ${ARG_SOURCES})
    target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/engine)
    target_link_libraries(${target} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
    if(ARG_TORCH)
        target_link_libraries(${target} PUBLIC plumbline_torch)
        target_precompile_headers(${target} REUSE_FROM plumbline_torch_pch)
    endif()
endfunction()
