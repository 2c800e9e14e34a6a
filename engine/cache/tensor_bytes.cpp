// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/tensor_bytes.h"

#include <set>

namespace plumbline::cache {

std::int64_t tensor_bytes(const std::vector<at::Tensor>& tensors) {
    std::set<const c10::StorageImpl*> seen;
    std::int64_t total = 0;
    for (const at::Tensor& tensor : tensors) {
        if (!tensor.defined()) continue;
        const c10::Storage& storage = tensor.storage();
        if (seen.insert(storage.unsafeGetStorageImpl()).second)
            total += static_cast<std::int64_t>(storage.nbytes());
    }
    return total;
}

}  // namespace plumbline::cache
