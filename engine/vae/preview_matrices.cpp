// SPDX-License-Identifier: GPL-3.0-or-later
// Published maps of latents to colours. Source: engine specification 4.6.
#include "vae/preview.h"

namespace plumbline::vae {

const PreviewMatrix& wan_preview_matrix() {
    static const PreviewMatrix matrix{.rows = {{-0.1299F, -0.1692F, 0.2932F},
                                               {0.0671F, 0.0406F, 0.0442F},
                                               {0.3568F, 0.2548F, 0.1747F},
                                               {0.0372F, 0.2344F, 0.1420F},
                                               {0.0313F, 0.0189F, -0.0328F},
                                               {0.0296F, -0.0956F, -0.0665F},
                                               {-0.3477F, -0.4059F, -0.2925F},
                                               {0.0166F, 0.1902F, 0.1975F},
                                               {-0.0412F, 0.0267F, -0.1364F},
                                               {-0.1293F, 0.0740F, 0.1636F},
                                               {0.0680F, 0.3019F, 0.1128F},
                                               {0.0032F, 0.0581F, 0.0639F},
                                               {-0.1251F, 0.0927F, 0.1699F},
                                               {0.0060F, -0.0633F, 0.0005F},
                                               {0.3477F, 0.2275F, 0.2950F},
                                               {0.1984F, 0.0913F, 0.1861F}},
                                      .bias = {-0.1835F, -0.0868F, -0.3360F}};
    return matrix;
}

const PreviewMatrix& hunyuan_preview_matrix() {
    static const PreviewMatrix matrix{.rows = {{-0.0395F, -0.0331F, 0.0445F},
                                               {0.0696F, 0.0795F, 0.0518F},
                                               {0.0135F, -0.0945F, -0.0282F},
                                               {0.0108F, -0.0250F, -0.0765F},
                                               {-0.0209F, 0.0032F, 0.0224F},
                                               {-0.0804F, -0.0254F, -0.0639F},
                                               {-0.0991F, 0.0271F, -0.0669F},
                                               {-0.0646F, -0.0422F, -0.0400F},
                                               {-0.0696F, -0.0595F, -0.0894F},
                                               {-0.0799F, -0.0208F, -0.0375F},
                                               {0.1166F, 0.1627F, 0.0962F},
                                               {0.1165F, 0.0432F, 0.0407F},
                                               {-0.2315F, -0.1920F, -0.1355F},
                                               {-0.0270F, 0.0401F, -0.0821F},
                                               {-0.0616F, -0.0997F, -0.0727F},
                                               {0.0249F, -0.0469F, -0.1703F}},
                                      .bias = {0.0259F, -0.0192F, -0.0761F}};
    return matrix;
}

const PreviewMatrix& flux_preview_matrix() {
    static const PreviewMatrix matrix{.rows = {{-0.0346F, 0.0244F, 0.0681F},
                                               {0.0034F, 0.0210F, 0.0687F},
                                               {0.0275F, -0.0668F, -0.0433F},
                                               {-0.0174F, 0.0160F, 0.0617F},
                                               {0.0859F, 0.0721F, 0.0329F},
                                               {0.0004F, 0.0383F, 0.0115F},
                                               {0.0405F, 0.0861F, 0.0915F},
                                               {-0.0236F, -0.0185F, -0.0259F},
                                               {-0.0245F, 0.0250F, 0.1180F},
                                               {0.1008F, 0.0755F, -0.0421F},
                                               {-0.0515F, 0.0201F, 0.0011F},
                                               {0.0428F, -0.0012F, -0.0036F},
                                               {0.0817F, 0.0765F, 0.0749F},
                                               {-0.1264F, -0.0522F, -0.1103F},
                                               {-0.0280F, -0.0881F, -0.0499F},
                                               {-0.1262F, -0.0982F, -0.0778F}},
                                      .bias = {-0.0329F, -0.0718F, -0.0851F}};
    return matrix;
}

const PreviewMatrix& sd15_preview_matrix() {
    static const PreviewMatrix matrix{.rows = {{0.3512F, 0.2297F, 0.3227F},
                                               {0.3250F, 0.4974F, 0.2350F},
                                               {-0.2829F, 0.1762F, 0.2721F},
                                               {-0.2120F, -0.2616F, -0.7177F}},
                                      .bias = {}};
    return matrix;
}

}  // namespace plumbline::vae
