// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/torch_zip.h"
