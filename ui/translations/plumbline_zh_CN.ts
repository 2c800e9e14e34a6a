<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Doctor</name>
    <message>
        <source> %1 would reuse about %2 (%3×).</source>
        <translation>改为 %1 时约有 %2 次会被复用（%3×）。</translation>
    </message>
    <message>
        <source>No model calls were recorded.</source>
        <translation>没有记录到模型调用。</translation>
    </message>
    <message>
        <source>Too few steps to cache: of %1 steps the rule was asked at %2 calls; use more steps or a shorter retention.</source>
        <translation>步数太少，缓存无从发挥：%1 步中只有 %2 次调用参与判定。请增加步数或减小保留比例。</translation>
    </message>
    <message>
        <source>%1 calls measured an error that is no finite number; they were computed. Look at the model&apos;s files and the precision.</source>
        <translation>有 %1 次调用测得的误差不是有限数，这些调用已照常计算。请检查模型文件和精度。</translation>
    </message>
    <message>
        <source>0 of %1 eligible calls reused: the smallest error %2 is above the threshold %3.</source>
        <translation>%1 次可复用的调用中复用了 0 次：最小误差 %2 高于阈值 %3。</translation>
    </message>
    <message>
        <source>0 of %1 eligible calls reused, but almost: the smallest error %2 is close above the threshold %3.</source>
        <translation>%1 次可复用的调用中复用了 0 次，但只差一点：最小误差 %2 略高于阈值 %3。</translation>
    </message>
    <message>
        <source>All %1 eligible calls were reused: the threshold %2 decides nothing; any above %3 does the same.</source>
        <translation>%1 次可复用的调用全部被复用：阈值 %2 没有起到筛选作用，任何高于 %3 的值结果都相同。</translation>
    </message>
    <message>
        <source>A cliff is near the threshold %1: at %2 the speed-up would be %3×.</source>
        <translation>阈值 %1 附近存在陡变：改为 %2 时加速比将为 %3×。</translation>
    </message>
    <message>
        <source>The alignment weight was clipped in %1 of %2 reused calls: the trajectory turns faster than the cap allows; a lower threshold keeps closer.</source>
        <translation>%2 次复用的调用中有 %1 次对齐权重被截断：轨迹变化之快超出了上限；降低阈值可更贴近原结果。</translation>
    </message>
    <message>
        <source>The guidance branches disagree at %1 of %2 steps: one was computed where the other was reused.</source>
        <translation>%2 步中有 %1 步两个引导分支的决策不一致：一个被计算，另一个被复用。</translation>
    </message>
    <message>
        <source>%1 of %2 eligible calls reused; ideal speed-up %3×.</source>
        <translation>%2 次可复用的调用中复用了 %1 次；理论加速比 %3×。</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
</context>
<context>
    <name>Prediction</name>
    <message>
        <source>threshold %1: predicted %2×, %3 of %4 reused; actual %5×, %6 reused</source>
        <translation>阈值 %1：预测 %2×，%4 次中复用 %3 次；实测 %5×，复用 %6 次</translation>
    </message>
</context>
<context>
    <name>StepExplanation</name>
    <message>
        <source>; the newest residual is added</source>
        <translation>；加上最新的残差</translation>
    </message>
    <message>
        <source>; γ = %1 → R2 + %1 (R1 − R2)</source>
        <translation>；γ = %1 → R2 + %1 (R1 − R2)</translation>
    </message>
    <message>
        <source>, clipped from %1</source>
        <translation>，截断前为 %1</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>computed after the probe</source>
        <translation>探针后计算</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>复用</translation>
    </message>
    <message>
        <source>reused in part</source>
        <translation>部分复用</translation>
    </message>
    <message>
        <source>estimated from the other branch</source>
        <translation>由另一分支估计</translation>
    </message>
    <message>
        <source>cond</source>
        <translation>有条件</translation>
    </message>
    <message>
        <source>uncond</source>
        <translation>无条件</translation>
    </message>
    <message>
        <source>no finite error → %1</source>
        <translation>误差不是有限数 → %1</translation>
    </message>
    <message>
        <source> (asked for)</source>
        <translation>（应用户要求）</translation>
    </message>
    <message>
        <source>; in place: %1</source>
        <translation>；代入：%1</translation>
    </message>
    <message>
        <source>; %1 of %2 blocks ran</source>
        <translation>；运行了 %2 个块中的 %1 个</translation>
    </message>
    <message>
        <source>; %1 % of the tokens computed</source>
        <translation>；计算了 %1 % 的词元</translation>
    </message>
    <message>
        <source>; error %1, threshold %2</source>
        <translation>；误差 %1，阈值 %2</translation>
    </message>
    <message>
        <source>the whole step</source>
        <translation>整个步骤</translation>
    </message>
    <message>
        <source>guidance</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>inner blocks</source>
        <translation>内层块</translation>
    </message>
    <message>
        <source>structure and detail</source>
        <translation>结构与细节</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>细节</translation>
    </message>
    <message>
        <source>parts of blocks</source>
        <translation>块的部分</translation>
    </message>
    <message>
        <source>all but some tokens</source>
        <translation>除部分词元外</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>No cache</source>
        <translation>不使用缓存</translation>
    </message>
    <message>
        <source>Computes every block of every step: the reference for speed and quality.</source>
        <translation>逐步计算所有块：速度与质量的基准。</translation>
    </message>
    <message>
        <source>DiCache</source>
        <translation>DiCache</translation>
    </message>
    <message>
        <source>Probes the first blocks at every step, skips the rest while little changes, and follows the trend of the last two residuals.</source>
        <translation>每一步先用前几个块做探针；变化很小时跳过其余块，并沿最近两次残差的趋势外推。</translation>
    </message>
    <message>
        <source>Probe threshold</source>
        <translation>探针阈值</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated probe error stays below this. Higher is faster and less exact; 0 never skips.</source>
        <translation>探针误差的累积值低于此值时跳过该步。值越大越快、精度越低；0 表示从不跳过。</translation>
    </message>
    <message>
        <source>Probe depth</source>
        <translation>探针深度</translation>
    </message>
    <message>
        <source>Blocks that run at every step to measure the change. 1 to 5 is sensible; fewer than the model has.</source>
        <translation>每一步用来测量变化的块数。1 到 5 较为合适，且须少于模型的块数。</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保留比例</translation>
    </message>
    <message>
        <source>Share of the steps at the start that is always computed in full.</source>
        <translation>开头始终完整计算的步数所占的比例。</translation>
    </message>
    <message>
        <source>Largest alignment weight</source>
        <translation>对齐权重上限</translation>
    </message>
    <message>
        <source>How far a skipped step may go along the line through the last two residuals; 1 stays at the newest.</source>
        <translation>跳过的步沿最近两次残差连线最多可外推多远；1 表示停留在最新的残差。</translation>
    </message>
    <message>
        <source>Probe error</source>
        <translation>探针误差</translation>
    </message>
    <message>
        <source>probe: the change of the probe. difference: how far it is from the change of the input; published for Flux with threshold 0.08 and retention 0.</source>
        <translation>probe：探针的变化量。difference：它与输入变化量之差；论文中用于 Flux，阈值 0.08，保留比例 0。</translation>
    </message>
    <message>
        <source>Demo: shapes that move, 64×64</source>
        <translation>演示：运动的图形，64×64</translation>
    </message>
    <message>
        <source>Flux.1 dev</source>
        <translation>Flux.1 dev</translation>
    </message>
    <message>
        <source>Flux.1 schnell</source>
        <translation>Flux.1 schnell</translation>
    </message>
    <message>
        <source>HunyuanVideo</source>
        <translation>HunyuanVideo</translation>
    </message>
    <message>
        <source>Stable Diffusion 1.5</source>
        <translation>Stable Diffusion 1.5</translation>
    </message>
    <message>
        <source>Wan 2.1 text-to-video 1.3B</source>
        <translation>Wan 2.1 文生视频 1.3B</translation>
    </message>
    <message>
        <source>Wan 2.1 text-to-video 14B</source>
        <translation>Wan 2.1 文生视频 14B</translation>
    </message>
    <message>
        <source>its folder</source>
        <translation>模型的文件夹</translation>
    </message>
    <message>
        <source>the denoiser (diffusion_pytorch_model*.safetensors)</source>
        <translation>去噪器（diffusion_pytorch_model*.safetensors）</translation>
    </message>
    <message>
        <source>the video autoencoder (Wan2.1_VAE.pth or .safetensors)</source>
        <translation>视频自编码器（Wan2.1_VAE.pth 或 .safetensors）</translation>
    </message>
    <message>
        <source>the video autoencoder (vae/pytorch_model.pt or hunyuan_video_vae_bf16.safetensors)</source>
        <translation>视频自编码器（vae/pytorch_model.pt 或 hunyuan_video_vae_bf16.safetensors）</translation>
    </message>
    <message>
        <source>the autoencoder (ae.safetensors)</source>
        <translation>自编码器（ae.safetensors）</translation>
    </message>
    <message>
        <source>the autoencoder (vae/ or inside v1-5-pruned-emaonly.safetensors)</source>
        <translation>自编码器（vae/ 或在 v1-5-pruned-emaonly.safetensors 内）</translation>
    </message>
    <message>
        <source>MP4 (H.264)</source>
        <translation>MP4（H.264）</translation>
    </message>
    <message>
        <source>Plays everywhere. Quality is the CRF.</source>
        <translation>几乎随处可播放。质量即 CRF 值。</translation>
    </message>
    <message>
        <source>MP4 (H.265)</source>
        <translation>MP4（H.265）</translation>
    </message>
    <message>
        <source>Smaller than H.264; plays on newer machines. Quality is the CRF.</source>
        <translation>比 H.264 更小，可在较新的设备上播放。质量即 CRF 值。</translation>
    </message>
    <message>
        <source>WebM (VP9)</source>
        <translation>WebM（VP9）</translation>
    </message>
    <message>
        <source>For the web, free of patents. Quality is the CRF.</source>
        <translation>适用于网页，不受专利限制。质量即 CRF 值。</translation>
    </message>
    <message>
        <source>WebM (AV1)</source>
        <translation>WebM（AV1）</translation>
    </message>
    <message>
        <source>The smallest files for the web; slow to make. Quality is the CRF.</source>
        <translation>适用于网页，文件最小，但编码较慢。质量即 CRF 值。</translation>
    </message>
    <message>
        <source>QuickTime (ProRes 422 HQ)</source>
        <translation>QuickTime（ProRes 422 HQ）</translation>
    </message>
    <message>
        <source>For cutting programs: ten bits, every frame by itself, large.</source>
        <translation>用于剪辑软件：10 位，逐帧独立编码，文件较大。</translation>
    </message>
    <message>
        <source>Matroska (FFV1)</source>
        <translation>Matroska（FFV1）</translation>
    </message>
    <message>
        <source>Without any loss: the very pixels, for archives and measurements.</source>
        <translation>完全无损：像素原样保留，适合存档和测量。</translation>
    </message>
    <message>
        <source>Animated GIF</source>
        <translation>GIF 动画</translation>
    </message>
    <message>
        <source>For messages: one palette of 255 colours made from the clip, loops.</source>
        <translation>适合聊天发送：由片段生成 255 色调色板，循环播放。</translation>
    </message>
    <message>
        <source>Animated WebP</source>
        <translation>WebP 动画</translation>
    </message>
    <message>
        <source>Smaller and truer than GIF, loops. 100 is without loss.</source>
        <translation>比 GIF 更小、更保真，循环播放。100 为无损。</translation>
    </message>
    <message>
        <source>PNG pictures</source>
        <translation>PNG 图片序列</translation>
    </message>
    <message>
        <source>A folder of numbered pictures, 8 bits a channel.</source>
        <translation>一个含编号图片的文件夹，每通道 8 位。</translation>
    </message>
    <message>
        <source>PNG pictures (16 bits)</source>
        <translation>PNG 图片序列（16 位）</translation>
    </message>
    <message>
        <source>A folder of numbered pictures, 16 bits a channel; finer than 8 when decoded from latents.</source>
        <translation>一个含编号图片的文件夹，每通道 16 位；由潜变量解码时，比 8 位更精细。</translation>
    </message>
    <message>
        <source>OpenEXR pictures</source>
        <translation>OpenEXR 图片序列</translation>
    </message>
    <message>
        <source>A folder of numbered pictures in linear light, for compositing programs.</source>
        <translation>一个含编号图片的文件夹，线性光，用于合成软件。</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG 图片</translation>
    </message>
    <message>
        <source>One frame.</source>
        <translation>单帧。</translation>
    </message>
    <message>
        <source>Wan 2.1 image-to-video 14B 480P</source>
        <translation>Wan 2.1 图生视频 14B 480P</translation>
    </message>
    <message>
        <source>Wan 2.1 image-to-video 14B 720P</source>
        <translation>Wan 2.1 图生视频 14B 720P</translation>
    </message>
    <message>
        <source>TeaCache</source>
        <translation>TeaCache</translation>
    </message>
    <message>
        <source>Watches how much the time embedding (Wan) or the modulated input changes, and skips the blocks while the sum of the changes it foretells stays low.</source>
        <translation>观察时间嵌入（Wan）或调制后输入的变化，只要其预示的变化之和仍较小，就跳过各块。</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated estimate of the output&apos;s change stays below this. Higher is faster and less exact; 0 never skips.</source>
        <translation>当输出变化的估计累计值低于此值时跳过步骤。越大越快，精度越低；0 表示从不跳过。</translation>
    </message>
    <message>
        <source>Polynomial</source>
        <translation>多项式</translation>
    </message>
    <message>
        <source>What turns a change of the signal into one of the output. auto: the one that was published for a model of this size. linear: the change itself, which needs a threshold about ten times smaller. own: the coefficients below, which are those of a calibration where there is one.</source>
        <translation>把信号的变化换算成输出的变化。auto：针对此规模模型公布的多项式。linear：变化本身，阈值需小约十倍。own：下面的系数；若有校准结果，即为其系数。</translation>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>Of an own polynomial: five numbers, the highest power first, separated by semicolons.</source>
        <translation>自定义多项式的系数：五个数，从最高次开始，用分号分隔。</translation>
    </message>
    <message>
        <source>Safety net</source>
        <translation>安全措施</translation>
    </message>
    <message>
        <source>on: estimates stay within 0 and 1, and at most three steps are skipped one after the other. off: as published.</source>
        <translation>on：估计值保持在 0 与 1 之间，且最多连续跳过三步。off：与公布的一致。</translation>
    </message>
    <message>
        <source>Retained steps</source>
        <translation>保留步骤</translation>
    </message>
    <message>
        <source>on: the first five steps are computed, the last may be skipped, and the time projection is watched. off: the first and the last step are computed.</source>
        <translation>on：计算前五步，最后一步可以跳过，并观察时间投影。off：计算第一步和最后一步。</translation>
    </message>
    <message>
        <source>Coefficients, retained</source>
        <translation>系数（保留步骤）</translation>
    </message>
    <message>
        <source>Of an own polynomial of the time projection.</source>
        <translation>时间投影的自定义多项式的系数。</translation>
    </message>
    <message>
        <source>MagCache</source>
        <translation>MagCache</translation>
    </message>
    <message>
        <source>Knows beforehand how the size of the stack&apos;s residual changes from step to step, and skips while the product of these ratios stays near 1.</source>
        <translation>预先知道整个块堆栈的残差大小逐步如何变化，当这些比值之积接近 1 时跳过。</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated error of the residual&apos;s size stays below this. Higher is faster and less exact; 0 never skips.</source>
        <translation>当残差大小的累计误差低于此值时跳过步骤。越大越快，精度越低；0 表示从不跳过。</translation>
    </message>
    <message>
        <source>Skips in a row</source>
        <translation>连续跳过数</translation>
    </message>
    <message>
        <source>So many steps may be skipped one after the other (K of the paper).</source>
        <translation>可连续跳过的步数（论文中的 K）。</translation>
    </message>
    <message>
        <source>Share of the steps at the start that is always computed in full: the strongest setting for quality.</source>
        <translation>开头始终完整计算的步骤所占比例：对质量影响最大的设置。</translation>
    </message>
    <message>
        <source>Ratios</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>How much the residual shrinks from step to step. auto: as published for a model of this size. own: the ratios below, which are those of a calibration where there is one.</source>
        <translation>残差逐步缩小的程度。auto：针对此规模模型公布的比值。own：下面的比值；若有校准结果，即为其比值。</translation>
    </message>
    <message>
        <source>Own ratios</source>
        <translation>自定义比值</translation>
    </message>
    <message>
        <source>One number a step, the first is 1, separated by semicolons; another number of steps takes the nearest.</source>
        <translation>每步一个数，第一个为 1，用分号分隔；步数不同时取最近的值。</translation>
    </message>
    <message>
        <source>Own ratios, other branch</source>
        <translation>自定义比值（另一分支）</translation>
    </message>
    <message>
        <source>Of the unconditional branch, where guidance has one; the same when empty.</source>
        <translation>引导有无条件分支时使用；留空则相同。</translation>
    </message>
    <message>
        <source>Meaning of the threshold</source>
        <translation>阈值的含义</translation>
    </message>
    <message>
        <source>released: of the ratios, as in the released programs. paper: of their square roots, as in the program that made the paper&apos;s tables; the same threshold is then about half as strict.</source>
        <translation>released：与发布的程序相同，针对比值本身。paper：与生成论文表格的程序相同，针对其平方根；同一阈值的严格程度约减半。</translation>
    </message>
    <message>
        <source>EasyCache</source>
        <translation>EasyCache</translation>
    </message>
    <message>
        <source>Measures how much the output moves when the input does, and skips while the movement so foretold stays low. Applied to the tokens around the blocks, where the paper takes the latents.</source>
        <translation>测量输入变化时输出变化多少，当由此预测的变化较小时跳过。论文用于潜变量，这里用于各块前后的词元。</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated change that the output should have made stays below this share of it. Higher is faster and less exact; 0 never skips.</source>
        <translation>当输出本应产生的累计变化低于输出的这一比例时跳过步骤。越大越快，精度越低；0 表示从不跳过。</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>So many steps at the start are always computed.</source>
        <translation>开头始终计算的步数。</translation>
    </message>
    <message>
        <source>FirstBlockCache</source>
        <translation>FirstBlockCache</translation>
    </message>
    <message>
        <source>Runs the first block at every step and skips the others while what it adds is nearly what it added at the last computed step.</source>
        <translation>每步都运行第一个块，只要它的贡献与上次计算的步骤几乎相同，就跳过其余的块。</translation>
    </message>
    <message>
        <source>A step is skipped while the first block adds what it added at the last computed step, but for this share. Higher is faster and less exact; 0 never skips.</source>
        <translation>当第一个块的贡献与上次计算的步骤相差不超过此比例时跳过步骤。越大越快，精度越低；0 表示从不跳过。</translation>
    </message>
    <message>
        <source>TaylorSeer</source>
        <translation>TaylorSeer</translation>
    </message>
    <message>
        <source>Computes every few steps and foretells the others by a Taylor series through the computed ones. Applied to the residual of the whole stack, where the paper takes every module&apos;s output.</source>
        <translation>每隔几步计算一次，其余步骤用经过已计算步骤的泰勒级数预测。论文用于每个模块的输出，这里用于整个块堆栈的残差。</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>One step in so many is computed, the others are foretold; 1 computes all.</source>
        <translation>每这么多步计算一步，其余预测；1 表示全部计算。</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>阶数</translation>
    </message>
    <message>
        <source>Of the Taylor series through the last computed steps: 0 repeats the last residual, 1 goes along a line, 2 along a parabola. Each takes one more tensor.</source>
        <translation>经过最近已计算步骤的泰勒级数的阶数：0 重复上次残差，1 沿直线，2 沿抛物线。每增一阶多占一个张量。</translation>
    </message>
    <message>
        <source>Research: any trigger, any estimator</source>
        <translation>研究：任意触发器与估计器</translation>
    </message>
    <message>
        <source>Puts the triggers of DiCache, TeaCache and MagCache together with either estimator. The published pairs are methods of their own; the others are nobody&apos;s but yours.</source>
        <translation>将 DiCache、TeaCache、MagCache 的触发器与任一估计器组合。已公布的组合是独立的方法；其余组合尚无人发表。</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated error of the trigger stays below this; each trigger measures on a scale of its own. 0 never skips.</source>
        <translation>当触发器的累计误差低于此值时跳过步骤；各触发器的尺度不同。0 表示从不跳过。</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>触发器</translation>
    </message>
    <message>
        <source>When to skip. probe: DiCache&apos;s probe of the first blocks. modulation: TeaCache&apos;s signal. magnitude: MagCache&apos;s ratios.</source>
        <translation>何时跳过。probe：DiCache 对前几个块的探测。modulation：TeaCache 的信号。magnitude：MagCache 的比值。</translation>
    </message>
    <message>
        <source>Estimator</source>
        <translation>估计器</translation>
    </message>
    <message>
        <source>What stands for a skipped step. last: the last residual. alignment: DiCache&apos;s line through the last two, for which the probe&apos;s blocks run at every step.</source>
        <translation>用什么代替跳过的步骤。last：上次残差。alignment：DiCache 经过最近两个残差的直线，为此每步都运行探测块。</translation>
    </message>
    <message>
        <source>Blocks that a probe runs, for the trigger or the estimator that has one.</source>
        <translation>探测所运行的块数，用于带探测的触发器或估计器。</translation>
    </message>
    <message>
        <source>So many steps may be skipped one after the other; 0: any number.</source>
        <translation>可连续跳过的步数；0 表示不限。</translation>
    </message>
    <message>
        <source>Of the trigger modulation, as TeaCache&apos;s.</source>
        <translation>触发器 modulation 的多项式，与 TeaCache 相同。</translation>
    </message>
    <message>
        <source>Of the trigger magnitude, as MagCache&apos;s.</source>
        <translation>触发器 magnitude 的比值，与 MagCache 相同。</translation>
    </message>
    <message>
        <source>Demo: pictures of shapes, 128×128 (Flux.1)</source>
        <translation>演示：图形图片，128×128（Flux.1）</translation>
    </message>
    <message>
        <source>FasterCache</source>
        <translation>FasterCache</translation>
    </message>
    <message>
        <source>Estimates the unconditional branch from how it last differed, by low and high frequencies apart, and foretells self-attention along a line. Models that take guidance as an input have one branch: there attention alone is reused.</source>
        <translation>根据上次的差异，按低频和高频分别估计无条件分支，并沿直线预测自注意力。把引导作为输入的模型只有一个分支，那里只重用注意力。</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>重用内容</translation>
    </message>
    <message>
        <source>What is reused: how the branches of guidance differ, the outputs of self-attention, or both. Attention keeps two tensors for every block.</source>
        <translation>重用什么：引导两分支的差异、自注意力的输出，或两者。注意力为每个块保留两个张量。</translation>
    </message>
    <message>
        <source>Guidance interval</source>
        <translation>引导间隔</translation>
    </message>
    <message>
        <source>The unconditional branch runs at one step in so many, and is estimated at the others; 1 runs it always.</source>
        <translation>无条件分支每这么多步运行一次，其余步骤估计；1 表示始终运行。</translation>
    </message>
    <message>
        <source>Guidance start</source>
        <translation>引导起点</translation>
    </message>
    <message>
        <source>Share of the steps after which the unconditional branch may be estimated.</source>
        <translation>从这一比例的步骤起可以估计无条件分支。</translation>
    </message>
    <message>
        <source>Last full steps</source>
        <translation>末尾完整步数</translation>
    </message>
    <message>
        <source>Both branches run at so many steps at the end.</source>
        <translation>末尾这么多步两个分支都运行。</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>By how much the low frequencies of the difference are raised before the turn, and the high ones after it.</source>
        <translation>转换点之前提高差异的低频，之后提高高频，幅度为此值。</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转换点</translation>
    </message>
    <message>
        <source>Share of the steps at which the gain passes from low to high frequencies.</source>
        <translation>增益从低频转到高频时的步骤比例。</translation>
    </message>
    <message>
        <source>Gains</source>
        <translation>增益方式</translation>
    </message>
    <message>
        <source>As the paper has them, or raised to a higher power at every estimated step, as the released program does.</source>
        <translation>按论文保持恒定，或像发布的程序那样在每个估计步骤上逐次乘方。</translation>
    </message>
    <message>
        <source>Attention interval</source>
        <translation>注意力间隔</translation>
    </message>
    <message>
        <source>Self-attention runs at one step in so many, and is foretold from the last two at the others; 1 runs it always.</source>
        <translation>自注意力每这么多步运行一次，其余步骤由最近两次预测；1 表示始终运行。</translation>
    </message>
    <message>
        <source>Attention start</source>
        <translation>注意力起点</translation>
    </message>
    <message>
        <source>Share of the steps after which attention may be foretold.</source>
        <translation>从这一比例的步骤起可以预测注意力。</translation>
    </message>
    <message>
        <source>Attention weight</source>
        <translation>注意力权重</translation>
    </message>
    <message>
        <source>How far the line through the last two outputs is followed at the last step; it grows from 0, a plain copy, at the first.</source>
        <translation>在最后一步沿经过最近两次输出的直线走多远；从最初的 0（直接复制）逐渐增大。</translation>
    </message>
    <message>
        <source>DeepCache</source>
        <translation>DeepCache</translation>
    </message>
    <message>
        <source>Computes the inner blocks every few steps only and the outer ones always. Made for the skip connections of a U-Net; for transformers it is our variant, which keeps what the inner blocks added.</source>
        <translation>内层块每隔几步才计算，外层块始终计算。为 U-Net 的跳跃连接而设计；用于 Transformer 时是我们的变体，保留内层块的贡献。</translation>
    </message>
    <message>
        <source>One step in so many is computed in full; 1 computes all.</source>
        <translation>每这么多步完整计算一步；1 表示全部计算。</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>The skip connection up to which the outer blocks run at every step: 0 is the shallowest, with one block on either side, and the fastest.</source>
        <translation>外层块每步运行到哪个跳跃连接：0 最浅，两侧各一个块，也最快。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>调度</translation>
    </message>
    <message>
        <source>Full steps at equal distances, or close together around the center.</source>
        <translation>完整步骤等距分布，或在中心附近密集分布。</translation>
    </message>
    <message>
        <source>Center</source>
        <translation>中心</translation>
    </message>
    <message>
        <source>Step around which full steps lie close together; 0: at three tenths of all. Schedule centered only.</source>
        <translation>完整步骤密集处的步骤；0 表示全部的十分之三。仅用于 centered 调度。</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>幂</translation>
    </message>
    <message>
        <source>How much closer together than elsewhere. Schedule centered only.</source>
        <translation>比其他地方密集多少。仅用于 centered 调度。</translation>
    </message>
    <message>
        <source>Demo: an image that moves, 64×64 (Wan 2.1 I2V)</source>
        <translation>演示：动起来的图像，64×64（Wan 2.1 I2V）</translation>
    </message>
    <message>
        <source>Demo: pictures of shapes, 128×128 (Stable Diffusion 1.5)</source>
        <translation>演示：图形图片，128×128（Stable Diffusion 1.5）</translation>
    </message>
    <message>
        <source>Demo: shapes that move, 64×64 (HunyuanVideo)</source>
        <translation>演示：运动的图形，64×64（HunyuanVideo）</translation>
    </message>
    <message>
        <source>ProfilingDiT</source>
        <translation>ProfilingDiT</translation>
    </message>
    <message>
        <source>Reuses what the blocks that mostly look at the background added, and always computes the others. Published for Wan 2.1 14B and HunyuanVideo; other sizes take a guess or your own list.</source>
        <translation>重用主要关注背景的块的贡献，其余块始终计算。已针对 Wan 2.1 14B 和 HunyuanVideo 公布；其他规模采用猜测或您自己的列表。</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>块</translation>
    </message>
    <message>
        <source>Which blocks are reused. auto: the published background blocks where there are any for a model of this size, else the middle three fifths, which nobody profiled. own: the list below.</source>
        <translation>重用哪些块。auto：若有针对此规模模型公布的背景块则用之，否则用中间五分之三（无人测定）。own：下面的列表。</translation>
    </message>
    <message>
        <source>Own blocks</source>
        <translation>自定义块</translation>
    </message>
    <message>
        <source>Numbers of the blocks, from 0, separated by semicolons.</source>
        <translation>块的编号，从 0 起，用分号分隔。</translation>
    </message>
    <message>
        <source>Reused blocks are computed anew at one step in so many; 0: six in fifty steps, 1 computes all.</source>
        <translation>重用的块每这么多步重新计算一次；0：五十步中为六，1 表示全部计算。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>published: at equal distances, but HunyuanVideo&apos;s single-stream blocks further apart early and closer late. uniform, decreasing: one of these for all.</source>
        <translation>published：等距；但 HunyuanVideo 的单流块前疏后密。uniform、decreasing：全部采用其中一种。</translation>
    </message>
    <message>
        <source>H2-Cache</source>
        <translation>H2-Cache</translation>
    </message>
    <message>
        <source>Tests structure and detail apart: the first and the second half of the blocks, each by what its first block adds, pooled. Published for Flux.1; with Wan and HunyuanVideo it is our port.</source>
        <translation>分别检验结构与细节：块的前半与后半，各按其第一个块的贡献（池化后）判断。已针对 Flux.1 公布；用于 Wan 和 HunyuanVideo 是我们的移植。</translation>
    </message>
    <message>
        <source>Structure threshold</source>
        <translation>结构阈值</translation>
    </message>
    <message>
        <source>The first half of the blocks (double-stream ones where a model has them) is reused while what its first block adds has changed by less than this since it was computed; then the second half is too. 0 turns the method off.</source>
        <translation>当第一个块的贡献自上次计算以来的变化低于此值时，重用块的前半（若模型有双流块则为双流块），后半也随之重用。0 表示关闭此方法。</translation>
    </message>
    <message>
        <source>Detail threshold</source>
        <translation>细节阈值</translation>
    </message>
    <message>
        <source>The second half alone is reused while what its first block adds has changed by less than this.</source>
        <translation>当后半第一个块的贡献变化低于此值时，仅重用后半。</translation>
    </message>
    <message>
        <source>on: the first three steps and the last are computed, and at most four are reused one after the other. off: as published.</source>
        <translation>on：计算前三步和最后一步，且最多连续重用四步。off：与公布的一致。</translation>
    </message>
    <message>
        <source>SenCache</source>
        <translation>SenCache</translation>
    </message>
    <message>
        <source>Knows how sensitive the model is to its latents and to the time, and skips while both have moved the output by little since the last computed step.</source>
        <translation>了解模型对潜变量和时间的敏感程度，当二者自上次计算的步骤以来使输出变化很小时跳过。</translation>
    </message>
    <message>
        <source>Steps are skipped while the output is estimated to have moved by less than this (RMS) since the last computed step. Higher is faster and less exact; 0 never skips.</source>
        <translation>当估计输出自上次计算的步骤以来的变化（均方根）低于此值时跳过步骤。越大越快，精度越低；0 表示从不跳过。</translation>
    </message>
    <message>
        <source>Early share</source>
        <translation>初期比例</translation>
    </message>
    <message>
        <source>Share of the threshold that counts at the start.</source>
        <translation>开头所用阈值的比例。</translation>
    </message>
    <message>
        <source>Early part</source>
        <translation>初期部分</translation>
    </message>
    <message>
        <source>Share of the steps that are the start.</source>
        <translation>算作开头的步骤比例。</translation>
    </message>
    <message>
        <source>Sensitivities</source>
        <translation>敏感度</translation>
    </message>
    <message>
        <source>own: the numbers below, which are those of a calibration where there is one. even: alike at all times, for a model that was not calibrated; the threshold means little then.</source>
        <translation>own：下面的数值；若有校准结果，即为其数值。even：各时刻相同，用于未校准的模型；此时阈值意义不大。</translation>
    </message>
    <message>
        <source>Timesteps</source>
        <translation>时间步</translation>
    </message>
    <message>
        <source>Of the sensitivities, 0 to 1000, separated by semicolons.</source>
        <translation>敏感度对应的时间步，0 到 1000，用分号分隔。</translation>
    </message>
    <message>
        <source>Sensitivity to latents</source>
        <translation>对潜变量的敏感度</translation>
    </message>
    <message>
        <source>How far the output moves with the latents, one number a timestep.</source>
        <translation>输出随潜变量变化多少，每个时间步一个数。</translation>
    </message>
    <message>
        <source>Sensitivity to time</source>
        <translation>对时间的敏感度</translation>
    </message>
    <message>
        <source>How far the output moves with the time, one number a timestep.</source>
        <translation>输出随时间变化多少，每个时间步一个数。</translation>
    </message>
    <message>
        <source>ProCache</source>
        <translation>ProCache</translation>
    </message>
    <message>
        <source>Computes steps after a pattern chosen beforehand, denser towards the end; between them it reuses what attention and MLPs gave, but for the tokens of deep blocks that matter most. Published for Flux.1; the reduced form for video is ours.</source>
        <translation>按预先选定的模式计算步骤，越靠后越密；其间重用注意力与 MLP 的输出，仅计算深层块中最重要的词元。已针对 Flux.1 公布；用于视频的精简形式是我们的。</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>模式</translation>
    </message>
    <message>
        <source>Which steps are computed. searched: so many as below, further apart early than late. published: the authors&apos; for Flux.1. own: the list below, which is that of a calibration where there is one.</source>
        <translation>计算哪些步骤。searched：数量如下，前疏后密。published：作者为 Flux.1 给出的。own：下面的列表；若有校准结果，即为其列表。</translation>
    </message>
    <message>
        <source>Full steps</source>
        <translation>完整步数</translation>
    </message>
    <message>
        <source>Of fifty. Pattern searched only.</source>
        <translation>五十步中的步数。仅用于 searched 模式。</translation>
    </message>
    <message>
        <source>Own pattern</source>
        <translation>自定义模式</translation>
    </message>
    <message>
        <source>One number a step: 1 computed, 0 reused, 2 reused but for the tokens that matter most; separated by semicolons. Stretched to the steps of a run.</source>
        <translation>每步一个数：1 计算，0 重用，2 除最重要的词元外重用；用分号分隔。会伸缩到运行的步数。</translation>
    </message>
    <message>
        <source>First full steps</source>
        <translation>开头完整步数</translation>
    </message>
    <message>
        <source>Selective steps</source>
        <translation>选择性步骤</translation>
    </message>
    <message>
        <source>on: at every second reused step the deep blocks compute the tokens that matter most.</source>
        <translation>on：每隔一个重用步骤，深层块计算最重要的词元。</translation>
    </message>
    <message>
        <source>Token share</source>
        <translation>词元比例</translation>
    </message>
    <message>
        <source>Share of the tokens that selective steps compute in the MLPs of deep blocks.</source>
        <translation>选择性步骤在深层块的 MLP 中计算的词元比例。</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>比例分配</translation>
    </message>
    <message>
        <source>published: fewer tokens the deeper the block, and fewer in double-stream blocks. flat: the same share everywhere.</source>
        <translation>published：块越深词元越少，双流块中更少。flat：处处相同。</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>modules: every block&apos;s attention and MLP are kept, as published. reduced: of all but the deep blocks what they added together, for much less memory (ours).</source>
        <translation>modules：按公布的方式保留每个块的注意力与 MLP。reduced：除深层块外只保留合计贡献，内存少得多（我们的做法）。</translation>
    </message>
    <message>
        <source>Deep blocks</source>
        <translation>深层块</translation>
    </message>
    <message>
        <source>So many of the last blocks are deep; 0: as published for Flux.1, an eighth in the reduced form.</source>
        <translation>末尾这么多块算作深层块；0：按 Flux.1 公布的方式，精简形式为八分之一。</translation>
    </message>
    <message>
        <source>MixCache-style</source>
        <translation>MixCache 风格</translation>
    </message>
    <message>
        <source>Chooses at every step what to spare: the whole step, the second branch of guidance or the inner blocks, whichever is expected to err least. Our reimplementation of the paper&apos;s public part; its numbers are ours.</source>
        <translation>每一步选择省去什么：整个步骤、引导的第二个分支或内层块，取预计误差最小者。这是我们对论文公开部分的重新实现，数值也是我们的。</translation>
    </message>
    <message>
        <source>Refresh threshold</source>
        <translation>刷新阈值</translation>
    </message>
    <message>
        <source>The step is computed instead when even the way with the least expected error is expected to err by more than this; 0 turns the method off.</source>
        <translation>若预计误差最小的方式仍超过此值，则计算该步骤；0 表示关闭此方法。</translation>
    </message>
    <message>
        <source>First interval</source>
        <translation>初始间隔</translation>
    </message>
    <message>
        <source>One step in so many is computed at first; how far off the last reuse was makes it longer or shorter.</source>
        <translation>起初每这么多步计算一次；上次重用偏差多少会使其变长或变短。</translation>
    </message>
    <message>
        <source>Shortest interval</source>
        <translation>最短间隔</translation>
    </message>
    <message>
        <source>The interval never gets shorter than this.</source>
        <translation>间隔不会短于此值。</translation>
    </message>
    <message>
        <source>Longest interval</source>
        <translation>最长间隔</translation>
    </message>
    <message>
        <source>The interval never gets longer than this.</source>
        <translation>间隔不会长于此值。</translation>
    </message>
    <message>
        <source>Lengthen below</source>
        <translation>延长界限</translation>
    </message>
    <message>
        <source>The interval grows by one when what was reused last is off by less than this.</source>
        <translation>若上次重用的内容偏差低于此值，间隔加一。</translation>
    </message>
    <message>
        <source>Shorten above</source>
        <translation>缩短界限</translation>
    </message>
    <message>
        <source>The interval shrinks by one when what was reused last is off by more than this.</source>
        <translation>若上次重用的内容偏差高于此值，间隔减一。</translation>
    </message>
    <message>
        <source>Settled below</source>
        <translation>稳定界限</translation>
    </message>
    <message>
        <source>Nothing is reused before the prediction changes by less than this from step to step, or a quarter of the steps is over.</source>
        <translation>在预测的逐步变化低于此值，或四分之一的步骤结束之前，不重用任何内容。</translation>
    </message>
    <message>
        <source>Impact of steps</source>
        <translation>步骤的影响</translation>
    </message>
    <message>
        <source>How much an error in what a whole step reuses counts.</source>
        <translation>整步重用的误差计多重。</translation>
    </message>
    <message>
        <source>Impact of guidance</source>
        <translation>引导的影响</translation>
    </message>
    <message>
        <source>How much an error in how the branches of guidance differ counts.</source>
        <translation>引导两分支差异的误差计多重。</translation>
    </message>
    <message>
        <source>Impact of blocks</source>
        <translation>块的影响</translation>
    </message>
    <message>
        <source>How much an error in what the inner blocks reuse counts.</source>
        <translation>内层块重用的误差计多重。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Generates video and shows how its cache decides.</source>
        <translation>生成视频，并展示缓存如何作出决策。</translation>
    </message>
    <message>
        <source>Show a recorded run (generate --trace) without a model.</source>
        <translation>无需模型，回放记录下来的运行（generate --trace）。</translation>
    </message>
    <message>
        <source>How many times faster than it was recorded.</source>
        <translation>以记录时的多少倍速度回放。</translation>
    </message>
    <message>
        <source>A clip, picture, trace or recipe to open.</source>
        <translation>要打开的片段、图片、跟踪记录或配方。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::BlockMap</name>
    <message>
        <source>Blocks that ran</source>
        <translation>已运行的块</translation>
    </message>
    <message>
        <source>Blocks that ran, the first at the bottom</source>
        <translation>已运行的块，第一个在底部</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::CommandPalette</name>
    <message>
        <source>Commands and shortcuts</source>
        <translation>命令与快捷键</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>要执行的操作</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令列表</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ComparePane</name>
    <message>
        <source>equal</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>Gain of the difference</source>
        <translation>差异的增益</translation>
    </message>
    <message>
        <source>Changes a second while flickering</source>
        <translation>闪烁时每秒切换次数</translation>
    </message>
    <message>
        <source>Frame of both clips</source>
        <translation>两个片段的帧</translation>
    </message>
    <message>
        <source>gain </source>
        <translation>增益 </translation>
    </message>
    <message>
        <source> /s</source>
        <translation> 次/秒</translation>
    </message>
    <message>
        <source>Choose two runs of the list: A and B below it put them here, side against side.</source>
        <translation>请在列表中选择两次运行：用列表下方的 A 和 B 将其放到这里对比。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>滑动分割</translation>
    </message>
    <message>
        <source>Ctrl+Alt+1</source>
        <translation>Ctrl+Alt+1</translation>
    </message>
    <message>
        <source>A left of the divider, B right of it; drag it, or Left and Right</source>
        <translation>分隔线左侧为 A，右侧为 B；可拖动，或用左右方向键移动</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Ctrl+Alt+2</source>
        <translation>Ctrl+Alt+2</translation>
    </message>
    <message>
        <source>A beside B</source>
        <translation>A 与 B 左右并列</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Ctrl+Alt+3</source>
        <translation>Ctrl+Alt+3</translation>
    </message>
    <message>
        <source>How far apart the colours are; black where they agree</source>
        <translation>颜色相差的程度；一致之处为黑色</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>闪烁</translation>
    </message>
    <message>
        <source>Ctrl+Alt+4</source>
        <translation>Ctrl+Alt+4</translation>
    </message>
    <message>
        <source>A and B in turn</source>
        <translation>A 与 B 交替显示</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>交换 A 与 B</translation>
    </message>
    <message>
        <source>Ctrl+Alt+S</source>
        <translation>Ctrl+Alt+S</translation>
    </message>
    <message>
        <source>Play or pause both</source>
        <translation>同时播放/暂停</translation>
    </message>
    <message>
        <source>One frame back in both</source>
        <translation>同时后退一帧</translation>
    </message>
    <message>
        <source>One frame on in both</source>
        <translation>同时前进一帧</translation>
    </message>
    <message>
        <source>Show both pixel for pixel</source>
        <translation>同时按原始像素显示</translation>
    </message>
    <message>
        <source>%1: not chosen yet</source>
        <translation>%1：尚未选择</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>PSNR of this frame %1</source>
        <translation>本帧 PSNR %1</translation>
    </message>
    <message>
        <source>of the clip %1</source>
        <translation>整个片段 %1</translation>
    </message>
    <message>
        <source>B is brought from %1×%2 to A&apos;s size</source>
        <translation>B 由 %1×%2 缩放到 A 的尺寸</translation>
    </message>
    <message>
        <source>A has %1 frames, B %2: the shorter decides</source>
        <translation>A 有 %1 帧，B 有 %2 帧：以较短者为准</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::CompareView</name>
    <message>
        <source>Comparison of A and B</source>
        <translation>A 与 B 的对比</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::DecisionStrip</name>
    <message>
        <source>Decisions</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>what if, %1</source>
        <translation>推演 %1</translation>
    </message>
    <message>
        <source>C computed</source>
        <translation>C 计算</translation>
    </message>
    <message>
        <source>R probed, then computed</source>
        <translation>R 探测后计算</translation>
    </message>
    <message>
        <source>P computed in part</source>
        <translation>P 部分计算</translation>
    </message>
    <message>
        <source>S reused</source>
        <translation>S 重用</translation>
    </message>
    <message>
        <source>E estimated from the other branch</source>
        <translation>E 由另一分支估计</translation>
    </message>
    <message>
        <source>plan, %1</source>
        <translation>计划，%1</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ErrorPlot</name>
    <message>
        <source>error, cond</source>
        <translation>误差，有条件</translation>
    </message>
    <message>
        <source>error, uncond</source>
        <translation>误差，无条件</translation>
    </message>
    <message>
        <source>accumulated, cond</source>
        <translation>累积，有条件</translation>
    </message>
    <message>
        <source>accumulated, uncond</source>
        <translation>累积，无条件</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>probe error</source>
        <translation>探针误差</translation>
    </message>
    <message>
        <source>Probe error</source>
        <translation>探针误差</translation>
    </message>
    <message>
        <source>Error of every step and the threshold. Up and Down move the threshold, Left and Right the cursor.</source>
        <translation>每一步的误差与阈值。上下方向键移动阈值，左右方向键移动光标。</translation>
    </message>
    <message>
        <source>%1: error</source>
        <translation>%1：误差</translation>
    </message>
    <message>
        <source>this method measures no error</source>
        <translation>此方法不测量误差</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Latents are decoded anew: exact, where the clip&apos;s file has lost something</source>
        <translation>重新解码潜变量：片段文件有损之处也精确无误</translation>
    </message>
    <message>
        <source>its latents, decoded anew</source>
        <translation>其潜变量（重新解码）</translation>
    </message>
    <message>
        <source>its file</source>
        <translation>其文件</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>What kind of file is made</source>
        <translation>生成何种文件</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>To the right: finer and larger</source>
        <translation>越向右越精细，文件也越大</translation>
    </message>
    <message>
        <source>Quality on the encoder&apos;s own scale</source>
        <translation>编码器自身尺度的质量</translation>
    </message>
    <message>
        <source>The encoder&apos;s own scale</source>
        <translation>编码器自身的尺度</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>首帧</translation>
    </message>
    <message>
        <source>The first frame that is shown</source>
        <translation>显示的第一帧</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>末帧</translation>
    </message>
    <message>
        <source>The last frame that is shown</source>
        <translation>显示的最后一帧</translation>
    </message>
    <message>
        <source>the last</source>
        <translation>至末帧</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>How often the frames are played</source>
        <translation>这些帧播放的次数</translation>
    </message>
    <message>
        <source> ×</source>
        <translation> 次</translation>
    </message>
    <message>
        <source>There and back</source>
        <translation>往返</translation>
    </message>
    <message>
        <source>Forwards, then backwards (ping-pong)</source>
        <translation>先正放，再倒放（乒乓）</translation>
    </message>
    <message>
        <source>Settings in the file</source>
        <translation>文件中的设置</translation>
    </message>
    <message>
        <source>A file with its settings can be dropped on this window</source>
        <translation>含有设置的文件可以拖放到本窗口</translation>
    </message>
    <message>
        <source>all, so that it can be made again</source>
        <translation>全部，以便重新生成</translation>
    </message>
    <message>
        <source>all but the prompts</source>
        <translation>除提示词外全部</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Where the file goes</source>
        <translation>文件存放位置</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Puts it into the queue</source>
        <translation>放入队列</translation>
    </message>
    <message>
        <source>Against the other side</source>
        <translation>与另一侧对比</translation>
    </message>
    <message>
        <source>Both results in one file, as layout Compare shows them</source>
        <translation>两个结果放入一个文件，如“对比”布局所示</translation>
    </message>
    <message>
        <source>Against %1</source>
        <translation>与%1对比</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>How the two stand in the picture</source>
        <translation>两者在画面中的排列方式</translation>
    </message>
    <message>
        <source>wipe</source>
        <translation>滑动分割</translation>
    </message>
    <message>
        <source>side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Divider</source>
        <translation>分界</translation>
    </message>
    <message>
        <source>Share of the width that A has</source>
        <translation>A 所占的宽度比例</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>增益</translation>
    </message>
    <message>
        <source>Differences are multiplied by it</source>
        <translation>差异将乘以该值</translation>
    </message>
    <message>
        <source>Decisions below the pictures</source>
        <translation>画面下方显示判定</translation>
    </message>
    <message>
        <source>The lanes of both runs, burnt into the picture</source>
        <translation>将两次运行的判定轨道烧录进画面</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>to</source>
        <translation>至</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>one picture</source>
        <translation>一张图片</translation>
    </message>
    <message>
        <source>to the end of the clip</source>
        <translation>至片段结尾</translation>
    </message>
    <message>
        <source>%1 frames, %2 s at %3 a second</source>
        <translation>%1 帧，%2 秒（每秒 %3 帧）</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1 帧</translation>
    </message>
    <message>
        <source>→ %1</source>
        <translation>→ %1</translation>
    </message>
    <message>
        <source>Folder for exports</source>
        <translation>导出文件夹</translation>
    </message>
    <message>
        <source>Without an ending; may hold %1, which the run fills in</source>
        <translation>不含扩展名；可使用 %1，由该次运行的值填入</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>没有这个文件夹。</translation>
    </message>
    <message>
        <source>The folder cannot be written to.</source>
        <translation>无法写入该文件夹。</translation>
    </message>
    <message>
        <source>The name cannot be that of a file.</source>
        <translation>不能用作文件名。</translation>
    </message>
    <message>
        <source>Too many files have this name.</source>
        <translation>同名文件过多。</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>运行 %1</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::FirstSteps</name>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门指引</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation>%1/%2：%3</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始使用</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::FrameView</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>error here: %1</source>
        <translation>此处误差：%1</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::HeatBar</name>
    <message>
        <source>Where it hurts</source>
        <translation>误差分布</translation>
    </message>
    <message>
        <source>Heat map: sum over the steps</source>
        <translation>热力图：各步累加</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Ctrl+H</translation>
    </message>
    <message>
        <source>A heat map over the preview: the probe error of every token</source>
        <translation>叠加在预览上的热力图：每个词元的探针误差</translation>
    </message>
    <message>
        <source>Ctrl+Shift+H</source>
        <translation>Ctrl+Shift+H</translation>
    </message>
    <message>
        <source>The heat map adds up every step, or shows the one under the cursor</source>
        <translation>热力图累加所有步，或只显示光标所在的步</translation>
    </message>
    <message>
        <source>this step</source>
        <translation>当前步</translation>
    </message>
    <message>
        <source>summed</source>
        <translation>累加</translation>
    </message>
    <message>
        <source>Heat map of</source>
        <translation>热力图范围</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>热力图不透明度</translation>
    </message>
    <message>
        <source>What the heat map shows</source>
        <translation>热力图所示内容</translation>
    </message>
    <message>
        <source>opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>No heat map yet: with this on, a run makes one at every step with a probe.</source>
        <translation>尚无热力图：开启后，运行会在每个带探针的步生成一张。</translation>
    </message>
    <message>
        <source>summed steps: %1</source>
        <translation>已累加步数：%1</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>step %1 was computed without a probe: no error to show</source>
        <translation>第 %1 步未经探针直接计算：没有误差可显示</translation>
    </message>
    <message>
        <source>step %1 ran while the heat map was off</source>
        <translation>第 %1 步运行时热力图处于关闭状态</translation>
    </message>
    <message>
        <source>step %1 is no longer kept</source>
        <translation>第 %1 步的记录已不再保留</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::HeatLegend</name>
    <message>
        <source>Colours of the heat map</source>
        <translation>热力图的颜色</translation>
    </message>
    <message>
        <source>Relative change of the probe of a token, from %1 (dark) to %2 (light)</source>
        <translation>每个词元的探针相对变化，从 %1（暗）到 %2（亮）</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ImageBox</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>首帧</translation>
    </message>
    <message>
        <source>A picture to begin the clip with; it can be dropped here too</source>
        <translation>作为片段开头的图片；也可以拖放到这里</translation>
    </message>
    <message>
        <source>Choose the first frame</source>
        <translation>选择首帧</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the first frame</source>
        <translation>移除首帧</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>将图片拖放到此处</translation>
    </message>
    <message>
        <source>%1, %2×%3</source>
        <translation>%1，%2×%3</translation>
    </message>
    <message>
        <source>%1 cannot be shown</source>
        <translation>无法显示 %1</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp *.bmp)</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::LibraryDialog</name>
    <message>
        <source>denoiser</source>
        <translation>去噪器</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation>文本编码器</translation>
    </message>
    <message>
        <source>image encoder</source>
        <translation>图像编码器</translation>
    </message>
    <message>
        <source>tokenizer</source>
        <translation>分词器</translation>
    </message>
    <message>
        <source>✓ found</source>
        <translation>✓ 已找到</translation>
    </message>
    <message>
        <source>in another place</source>
        <translation>在其他位置</translation>
    </message>
    <message>
        <source>✗ gone</source>
        <translation>✗ 已消失</translation>
    </message>
    <message>
        <source>✗ lacks</source>
        <translation>✗ 缺少</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>complete, not supported yet</source>
        <translation>完整，但尚不支持</translation>
    </message>
    <message>
        <source>get %1</source>
        <translation>需获取 %1</translation>
    </message>
    <message>
        <source>%1: link it into %2</source>
        <translation>%1：请链接到 %2</translation>
    </message>
    <message>
        <source>parts only</source>
        <translation>仅有部件</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Look for models in a folder and all below it</source>
        <translation>在文件夹及其所有子文件夹中查找模型</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Take the folder out of the library; its files stay</source>
        <translation>将文件夹移出模型库；文件保留不动</translation>
    </message>
    <message>
        <source>Scan again</source>
        <translation>重新扫描</translation>
    </message>
    <message>
        <source>See what is new in the folder</source>
        <translation>查看文件夹中有何变化</translation>
    </message>
    <message>
        <source>Stop scan</source>
        <translation>停止扫描</translation>
    </message>
    <message>
        <source>What was known stays</source>
        <translation>已知的内容会保留</translation>
    </message>
    <message>
        <source>Model library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Folders of the library</source>
        <translation>模型库的文件夹</translation>
    </message>
    <message>
        <source>Families, models and their parts</source>
        <translation>系列、模型及其部件</translation>
    </message>
    <message>
        <source>Model and part</source>
        <translation>模型与部件</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Where, or what to get</source>
        <translation>位置，或需获取的内容</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Filter: words of family, model, part, state or licence</source>
        <translation>筛选：系列、模型、部件、状态或许可证中的词</translation>
    </message>
    <message>
        <source>Scanning, %1 files looked at: %2</source>
        <translation>正在扫描，已查看 %1 个文件：%2</translation>
    </message>
    <message>
        <source>Folder with models</source>
        <translation>含有模型的文件夹</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>not usable</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>A scan goes, or waits until the run has ended.</source>
        <translation>正在扫描，或正等待运行结束。</translation>
    </message>
    <message>
        <source>No folder yet. Only names and headers are read; nothing is copied.</source>
        <translation>尚无文件夹。只读取名称和文件头，不会复制任何内容。</translation>
    </message>
    <message>
        <source>%1 models, %2 ready to generate with.</source>
        <translation>共 %1 个模型，其中 %2 个可用于生成。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::LinkedTraces</name>
    <message>
        <source>How the decisions differ</source>
        <translation>决策的差异</translation>
    </message>
    <message>
        <source>The step under the cursor, in both runs</source>
        <translation>光标所在的步（两次运行）</translation>
    </message>
    <message>
        <source>Probe error of %1</source>
        <translation>%1 的探针误差</translation>
    </message>
    <message>
        <source>The decisions stand here when both runs left a trace.</source>
        <translation>两次运行都留有跟踪记录时，这里会显示决策。</translation>
    </message>
    <message>
        <source>Decided differently at %1 of %2 steps (framed). Ideal: A %3×, B %4×.</source>
        <translation>%2 步中有 %1 步决策不同（已加框）。理论加速比：A %3×，B %4×。</translation>
    </message>
    <message>
        <source>point at a step</source>
        <translation>请指向某一步</translation>
    </message>
    <message>
        <source>no such step</source>
        <translation>没有这一步</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, step %2: %3</source>
        <translation>%1，第 %2 步：%3</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::LoraList</name>
    <message>
        <source>Add…</source>
        <translation>添加…</translation>
    </message>
    <message>
        <source>Add LoRA files</source>
        <translation>添加 LoRA 文件</translation>
    </message>
    <message>
        <source>Files of changes that are merged into the model</source>
        <translation>合并到模型中的改动文件</translation>
    </message>
    <message>
        <source>LoRA files</source>
        <translation>LoRA 文件</translation>
    </message>
    <message>
        <source>Weight of the LoRA</source>
        <translation>LoRA 的权重</translation>
    </message>
    <message>
        <source>How much of the chosen file counts; 0 is as without it</source>
        <translation>所选文件起多大作用；0 等于不用</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove the LoRA</source>
        <translation>移除 LoRA</translation>
    </message>
    <message>
        <source>Take the chosen file out of the list (Del)</source>
        <translation>把所选文件从列表中移除 (Del)</translation>
    </message>
    <message>
        <source>LoRA files (*.safetensors *.pt *.pth)</source>
        <translation>LoRA 文件 (*.safetensors *.pt *.pth)</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::MainWindow</name>
    <message>
        <source>Plumbline</source>
        <translation>Plumbline</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>Queue and history</source>
        <translation>队列与历史</translation>
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation>请先填写提示词。</translation>
    </message>
    <message>
        <source>Added to the queue.</source>
        <translation>已加入队列。</translation>
    </message>
    <message>
        <source>The settings and the recorded steps; the run can be started again from the list.</source>
        <translation>设置和已记录的步均已保留；可从列表重新开始运行。</translation>
    </message>
    <message>
        <source>run ended: %1</source>
        <translation>运行结束：%1</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Generate</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation>Ctrl+Return</translation>
    </message>
    <message>
        <source>Start a run</source>
        <translation>开始运行</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Ctrl+P</translation>
    </message>
    <message>
        <source>Hold the run between two blocks</source>
        <translation>在两个块之间暂停运行</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>End the run; the latents of its last whole step are kept</source>
        <translation>结束运行；保留最后一个完整步的潜变量</translation>
    </message>
    <message>
        <source>Stop and discard</source>
        <translation>停止并丢弃</translation>
    </message>
    <message>
        <source>Shift+Esc</source>
        <translation>Shift+Esc</translation>
    </message>
    <message>
        <source>End the run and keep nothing of it</source>
        <translation>结束运行，不保留任何内容</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Clip</source>
        <translation>片段(&amp;C)</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放/暂停</translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation>Ctrl+Space</translation>
    </message>
    <message>
        <source>Play the clip</source>
        <translation>播放片段</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>Alt+Left</source>
        <translation>Alt+Left</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>显示上一帧</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>Alt+Right</source>
        <translation>Alt+Right</translation>
    </message>
    <message>
        <source>Step on</source>
        <translation>显示下一帧</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Copy settings as command line</source>
        <translation>将设置复制为命令行</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>A line for a shell that runs what the controls say</source>
        <translation>按当前设置运行的一行 shell 命令</translation>
    </message>
    <message>
        <source>Copy settings as text</source>
        <translation>将设置复制为文本</translation>
    </message>
    <message>
        <source>Lines to read: a setting each</source>
        <translation>便于阅读：每行一项设置</translation>
    </message>
    <message>
        <source>Copy settings as JSON</source>
        <translation>将设置复制为 JSON</translation>
    </message>
    <message>
        <source>A recipe file for --recipe</source>
        <translation>供 --recipe 使用的配方文件</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Commands and shortcuts</source>
        <translation>命令与快捷键</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>Every command with its keys, to look up or to run</source>
        <translation>所有命令及其按键，可查找也可执行</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>入门指引</translation>
    </message>
    <message>
        <source>Points at prompt, threshold and decisions</source>
        <translation>指出提示词、阈值和决策所在的位置</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Layout: Generate</source>
        <translation>布局：生成</translation>
    </message>
    <message>
        <source>Ctrl+1</source>
        <translation>Ctrl+1</translation>
    </message>
    <message>
        <source>A large preview</source>
        <translation>大幅预览</translation>
    </message>
    <message>
        <source>Layout: Tune</source>
        <translation>布局：调参</translation>
    </message>
    <message>
        <source>Ctrl+2</source>
        <translation>Ctrl+2</translation>
    </message>
    <message>
        <source>Large plots</source>
        <translation>大幅图表</translation>
    </message>
    <message>
        <source>Steps as a table</source>
        <translation>步数据表</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Every number of the plots, to read or to copy</source>
        <translation>图表中的全部数值，可查看或复制</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高对比度</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>运行 %1</translation>
    </message>
    <message>
        <source>Opens when the run has ended.</source>
        <translation>运行结束后打开。</translation>
    </message>
    <message>
        <source>The file holds no settings of Plumbline.</source>
        <translation>该文件不含 Plumbline 的设置。</translation>
    </message>
    <message>
        <source>the dropped file</source>
        <translation>拖入的文件</translation>
    </message>
    <message>
        <source>The file&apos;s settings are those that stand here.</source>
        <translation>文件中的设置与当前设置相同。</translation>
    </message>
    <message>
        <source>Settings of the file</source>
        <translation>文件中的设置</translation>
    </message>
    <message>
        <source>Take over the file&apos;s settings?</source>
        <translation>要采用文件中的设置吗？</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>A clip, picture, trace or recipe; its settings can come back</source>
        <translation>打开片段、图片、跟踪记录或配方；可恢复其设置</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Leave Plumbline</source>
        <translation>退出 Plumbline</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>最近打开的文件</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>What Plumbline reads (*.mp4 *.mov *.mkv *.webm *.gif *.webp *.png *.json *.jsonl)</source>
        <translation>Plumbline 可读取的文件 (*.mp4 *.mov *.mkv *.webm *.gif *.webp *.png *.json *.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation>尚未打开过文件</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>清除记录</translation>
    </message>
    <message>
        <source>Say what the clip shows</source>
        <translation>描述片段内容</translation>
    </message>
    <message>
        <source>A model is chosen and a prompt is there. Ctrl+Return generates; everything below can stay as it is.</source>
        <translation>模型已选好，提示词也已填入。按 Ctrl+Return 即可生成；下面的设置都可保持不变。</translation>
    </message>
    <message>
        <source>The threshold is a line</source>
        <translation>阈值是一条线</translation>
    </message>
    <message>
        <source>While a run goes, the probe&apos;s error is drawn here. Drag the line marked τ: higher reuses more steps and is faster, lower keeps closer to the uncached clip.</source>
        <translation>运行时，探针误差会画在这里。拖动标有 τ 的线：调高则复用更多步、速度更快，调低则更接近不使用缓存的片段。</translation>
    </message>
    <message>
        <source>What was decided, step by step</source>
        <translation>逐步的决策</translation>
    </message>
    <message>
        <source>C was computed, S reused the cache, R computed after the probe. While you drag the line, a second lane shows what it would have led to.</source>
        <translation>C 为计算，S 为复用缓存，R 为探针后计算。拖动阈值线时，另一条带会显示该阈值本会得到的结果。</translation>
    </message>
    <message>
        <source>Everything is as it was.</source>
        <translation>一切保持原样。</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>Model library</source>
        <translation>模型库</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Folders with models: what is there, and what still lacks</source>
        <translation>模型所在的文件夹：已有什么，还缺什么</translation>
    </message>
    <message>
        <source>About this machine</source>
        <translation>关于本机</translation>
    </message>
    <message>
        <source>Ctrl+Shift+I</source>
        <translation>Ctrl+Shift+I</translation>
    </message>
    <message>
        <source>Processor, memory, CUDA, encoders and folders, in words</source>
        <translation>处理器、内存、CUDA、编码器和文件夹的说明</translation>
    </message>
    <message>
        <source>Run %1 has these settings now.</source>
        <translation>运行 %1 现已采用这些设置。</translation>
    </message>
    <message>
        <source>Layout: Compare</source>
        <translation>布局：对比</translation>
    </message>
    <message>
        <source>Ctrl+3</source>
        <translation>Ctrl+3</translation>
    </message>
    <message>
        <source>Two results against each other</source>
        <translation>对比两个结果</translation>
    </message>
    <message>
        <source>run %1, %2</source>
        <translation>运行 %1，%2</translation>
    </message>
    <message>
        <source>, %1× ideal</source>
        <translation>，理论 %1×</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>对比(&amp;M)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>From the next start on</source>
        <translation>下次启动时生效</translation>
    </message>
    <message>
        <source>The language changes when Plumbline is started again.</source>
        <translation>重新启动 Plumbline 后语言才会切换。</translation>
    </message>
    <message>
        <source>run %1, %2 · %3</source>
        <translation>运行 %1，%2 · %3</translation>
    </message>
    <message>
        <source>No run has left anything to export yet.</source>
        <translation>还没有可导出的运行结果。</translation>
    </message>
    <message>
        <source>Nothing is left of run %1: neither its clip nor its latents.</source>
        <translation>运行 %1 没有留下任何内容：片段和潜变量都不存在。</translation>
    </message>
    <message>
        <source>Generate it again; its settings are in the list.</source>
        <translation>请重新生成；其设置仍在列表中。</translation>
    </message>
    <message>
        <source>The result itself; the export can be started again from the list.</source>
        <translation>结果本身；可以从列表重新开始导出。</translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>已导出：%1</translation>
    </message>
    <message>
        <source>exported %1</source>
        <translation>已导出 %1</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>Another file of the comparison that is shown, of the chosen run or of the newest</source>
        <translation>用当前对比、所选运行或最新运行另外生成文件</translation>
    </message>
    <message>
        <source>Compute the next step</source>
        <translation>计算下一步</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>The next step of both branches is computed, whatever its error</source>
        <translation>无论误差如何，两个分支都计算下一步</translation>
    </message>
    <message>
        <source>Never skip from here</source>
        <translation>此后不再跳过</translation>
    </message>
    <message>
        <source>Ctrl+Shift+K</source>
        <translation>Ctrl+Shift+K</translation>
    </message>
    <message>
        <source>Nothing is reused from the next step to the end of this run</source>
        <translation>从下一步到本次运行结束都不复用</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>队列(&amp;Q)</translation>
    </message>
    <message>
        <source>Find a run</source>
        <translation>查找运行</translation>
    </message>
    <message>
        <source>Write into the search field of queue and history</source>
        <translation>在队列与历史的搜索框中输入</translation>
    </message>
    <message>
        <source>Ctrl+Alt+C</source>
        <translation>Ctrl+Alt+C</translation>
    </message>
    <message>
        <source>Ctrl+Alt+J</source>
        <translation>Ctrl+Alt+J</translation>
    </message>
    <message>
        <source>Shift+F1</source>
        <translation>Shift+F1</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <source>F6</source>
        <translation>F6</translation>
    </message>
    <message>
        <source>The keyboard goes to the next panel</source>
        <translation>键盘焦点移到下一个面板</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <source>Shift+F6</source>
        <translation>Shift+F6</translation>
    </message>
    <message>
        <source>The keyboard goes to the panel before</source>
        <translation>键盘焦点移到上一个面板</translation>
    </message>
    <message>
        <source>Steps of A</source>
        <translation>A 的步</translation>
    </message>
    <message>
        <source>Steps of B</source>
        <translation>B 的步</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>Add LoRA files</source>
        <translation>添加 LoRA 文件</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L</source>
        <translation>Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>Choose files of changes that are merged into the model</source>
        <translation>选择要合并到模型中的改动文件</translation>
    </message>
    <message>
        <source>%1 is merged into the model of the next run.</source>
        <translation>%1 将在下次运行时合并到模型中。</translation>
    </message>
    <message>
        <source>The picture is the first frame.</source>
        <translation>该图片已作为首帧。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::Memory</name>
    <message>
        <source>%1 GB</source>
        <translation>%1 GB</translation>
    </message>
    <message>
        <source>%1 frames would</source>
        <translation>%1 帧可以</translation>
    </message>
    <message>
        <source>%1 × %2 would</source>
        <translation>%1 × %2 可以</translation>
    </message>
    <message>
        <source>a smaller model might</source>
        <translation>更小的模型或许可以</translation>
    </message>
    <message>
        <source>Memory: about %1 of %2 free</source>
        <translation>内存：空闲 %2 中约需 %1</translation>
    </message>
    <message>
        <source>%1: fits.</source>
        <translation>%1：足够。</translation>
    </message>
    <message>
        <source>%1: tight, other programs may slow down.</source>
        <translation>%1：紧张，其他程序可能变慢。</translation>
    </message>
    <message>
        <source>%1: does not fit; %2.</source>
        <translation>%1：不足；%2。</translation>
    </message>
    <message>
        <source>decoding in tiles would</source>
        <translation>分块解码可以</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ParamEditor</name>
    <message>
        <source>Ticks below: errors of the run shown, %1 to %2 (%3 of them).</source>
        <translation>下方刻度：所示运行的误差，%1 到 %2（共 %3 个）。</translation>
    </message>
    <message>
        <source>%1, coarse</source>
        <translation>%1（粗调）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PlotPanel</name>
    <message>
        <source>The step under the cursor</source>
        <translation>光标所在的步</translation>
    </message>
    <message>
        <source>What another threshold would do</source>
        <translation>换一个阈值的推演</translation>
    </message>
    <message>
        <source>threshold %1: %2 of %3 calls reused, ideal %4× (now %5×).</source>
        <translation>阈值 %1：%3 次调用中复用 %2 次，理论 %4×（当前 %5×）。</translation>
    </message>
    <message numerus="yes">
        <source>Earlier what-ifs were off by %1× (mean of %n).</source>
        <translation>
            <numerusform>以往推演的偏差为 %1×（%n 次的平均）。</numerusform>
        </translation>
    </message>
    <message>
        <source>The rule replayed on this run&apos;s errors; where decisions change, later errors would change too.</source>
        <translation>在本次运行的误差上重放规则所得；决策一旦改变，其后的误差也会改变。</translation>
    </message>
    <message>
        <source>Start a run, or point at a step to see how it was decided.</source>
        <translation>开始一次运行，或指向某一步，查看它是如何决策的。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>step %1 · %2</source>
        <translation>第 %1 步 · %2</translation>
    </message>
    <message>
        <source>The schedule of this method is known before the run.</source>
        <translation>此方法的调度在运行前已知。</translation>
    </message>
    <message>
        <source>Planned: %1 of %2 block evaluations, %3 of them in parts.</source>
        <translation>计划：%2 次块计算中的 %1 次，其中 %3 次只计算部分。</translation>
    </message>
    <message>
        <source>Planned: %1 of %2 block evaluations, %3 times fewer.</source>
        <translation>计划：%2 次块计算中的 %1 次，减少到 %3 分之一。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PolicyPanel</name>
    <message>
        <source>Compute the next step</source>
        <translation>计算下一步</translation>
    </message>
    <message>
        <source>Never skip from here</source>
        <translation>此后不再跳过</translation>
    </message>
    <message>
        <source>Cache method</source>
        <translation>缓存方法</translation>
    </message>
    <message>
        <source>How steps are reused</source>
        <translation>复用各步的方式</translation>
    </message>
    <message>
        <source>The next step of both branches is computed, whatever its error</source>
        <translation>无论误差多大，两个分支的下一步都会计算</translation>
    </message>
    <message>
        <source>Nothing is reused from the next step to the end of this run</source>
        <translation>从下一步到本次运行结束，不再复用</translation>
    </message>
    <message>
        <source>What the doctor says</source>
        <translation>诊断内容</translation>
    </message>
    <message>
        <source>After a run, the doctor says here what the cache did.</source>
        <translation>运行结束后，这里会给出缓存表现的诊断。</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>The what-if before this run: %1.</source>
        <translation>本次运行前的推演：%1。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PreviewPane</name>
    <message>
        <source>One frame back</source>
        <translation>后退一帧</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放/暂停</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>前进一帧</translation>
    </message>
    <message>
        <source>Play again and again</source>
        <translation>循环播放</translation>
    </message>
    <message>
        <source>Show pixel for pixel</source>
        <translation>按原始像素显示</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>The picture appears here.
Press Ctrl+Return to generate.</source>
        <translation>画面会显示在这里。
按 Ctrl+Return 开始生成。</translation>
    </message>
    <message>
        <source>Waiting for the first step…</source>
        <translation>正在等待第一步…</translation>
    </message>
    <message>
        <source>preview of step %1, %2 ms</source>
        <translation>第 %1 步的预览，%2 ms</translation>
    </message>
    <message>
        <source>This run left no picture.</source>
        <translation>本次运行没有留下画面。</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PromptPanel</name>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>What the clip shows</source>
        <translation>片段的内容</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>负面提示词</translation>
    </message>
    <message>
        <source>What it must not show</source>
        <translation>不应出现的内容</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Pixels, a multiple of 16</source>
        <translation>像素，16 的倍数</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧数</translation>
    </message>
    <message>
        <source>4n + 1: 17, 33, 81</source>
        <translation>4n + 1：17、33、81</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>每秒帧数</translation>
    </message>
    <message>
        <source>Of the finished clip</source>
        <translation>成品片段的帧率</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>More are finer and slower</source>
        <translation>越多越精细，也越慢</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>引导</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>偏移</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed gives the same clip</source>
        <translation>相同的种子得到相同的片段</translation>
    </message>
    <message>
        <source>new each time</source>
        <translation>每次更换</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>采样器</translation>
    </message>
    <message>
        <source>How closely the prompt is followed; 1 switches guidance off</source>
        <translation>遵循提示词的程度；1 表示关闭引导</translation>
    </message>
    <message>
        <source>Moves steps towards the noisy end; larger sizes need more</source>
        <translation>使各步偏向噪声较大的一端；尺寸越大，所需的值越大</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>at</source>
        <translation>@</translation>
    </message>
    <message>
        <source> fps</source>
        <translation> fps</translation>
    </message>
    <message>
        <source>%1 (incomplete)</source>
        <translation>%1（不完整）</translation>
    </message>
    <message>
        <source>Still lacks: %1</source>
        <translation>还缺少：%1</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>%1 and %2 of %3 tokens</source>
        <translation>%1 与 %2 / %3 个词元</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 / %2 个词元</translation>
    </message>
    <message>
        <source>The model does not read what is beyond.</source>
        <translation>超出的部分模型不会读取。</translation>
    </message>
    <message>
        <source>Draws a new seed for every run; off: the seed is locked</source>
        <translation>每次运行抽取新种子；关闭时种子锁定</translation>
    </message>
    <message>
        <source>Draw a new seed now</source>
        <translation>立即抽取新种子</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Where to compute</source>
        <translation>在何处计算</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>NVIDIA GPU</source>
        <translation>NVIDIA GPU</translation>
    </message>
    <message>
        <source>Width and height must be multiples of 16: %1 × %2 is near.</source>
        <translation>宽和高必须是 16 的倍数：可用 %1 × %2。</translation>
    </message>
    <message>
        <source>Frames must be 4n + 1: %1 is near.</source>
        <translation>帧数必须为 4n + 1：可用 %1。</translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation>运行所需内存</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>首帧</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>in tiles</source>
        <translation>分块</translation>
    </message>
    <message>
        <source>Decoding in tiles</source>
        <translation>分块解码</translation>
    </message>
    <message>
        <source>Takes less memory and more time; pixels differ a little where tiles meet</source>
        <translation>占用内存较少，耗时较长；分块相接处的像素会略有不同</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>解码</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunPanel</name>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>%1× ideal</source>
        <translation>理论 %1×</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>暂缓</translation>
    </message>
    <message>
        <source>Begin no further run; the one that goes is left alone</source>
        <translation>不再开始新的运行；正在进行的不受影响</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Show the run and bring its settings back</source>
        <translation>显示该运行并恢复其设置</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Put the run back into the queue</source>
        <translation>将该运行放回队列</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Earlier in the queue</source>
        <translation>在队列中提前</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Later in the queue</source>
        <translation>在队列中推后</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>从列表移除</translation>
    </message>
    <message>
        <source>Take the run off the list; its files stay</source>
        <translation>将该运行移出列表；文件保留不动</translation>
    </message>
    <message>
        <source>Search runs</source>
        <translation>搜索运行</translation>
    </message>
    <message>
        <source>Queue and history</source>
        <translation>队列与历史</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Write the settings as they stand into the waiting run</source>
        <translation>将当前设置写入等待中的运行</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Put the run on side A of the comparison</source>
        <translation>将该运行放到对比的 A 侧</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Put the run on side B of the comparison</source>
        <translation>将该运行放到对比的 B 侧</translation>
    </message>
    <message>
        <source>export: %1</source>
        <translation>导出：%1</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Make another file of what the run left</source>
        <translation>用该次运行的结果另外生成文件</translation>
    </message>
    <message>
        <source>Hold the queue</source>
        <translation>暂缓队列</translation>
    </message>
    <message>
        <source>Ctrl+Alt+H</source>
        <translation>Ctrl+Alt+H</translation>
    </message>
    <message>
        <source>Open the run</source>
        <translation>打开运行</translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation>Ctrl+Shift+O</translation>
    </message>
    <message>
        <source>Update the waiting run</source>
        <translation>更新等待中的运行</translation>
    </message>
    <message>
        <source>Ctrl+U</source>
        <translation>Ctrl+U</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>再次运行</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Up</source>
        <translation>Ctrl+Shift+Up</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Down</source>
        <translation>Ctrl+Shift+Down</translation>
    </message>
    <message>
        <source>Forget the run</source>
        <translation>移除该运行</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Del</source>
        <translation>Ctrl+Shift+Del</translation>
    </message>
    <message>
        <source>Compare the run as A</source>
        <translation>作为 A 侧对比</translation>
    </message>
    <message>
        <source>Ctrl+Alt+A</source>
        <translation>Ctrl+Alt+A</translation>
    </message>
    <message>
        <source>Compare the run as B</source>
        <translation>作为 B 侧对比</translation>
    </message>
    <message>
        <source>Ctrl+Alt+B</source>
        <translation>Ctrl+Alt+B</translation>
    </message>
    <message>
        <source>%1/%2</source>
        <translation>%1/%2</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunQueue</name>
    <message>
        <source>Another Plumbline (process %1) works on the queue.</source>
        <translation>另一个 Plumbline（进程 %1）正在处理队列。</translation>
    </message>
    <message>
        <source>It takes this run when its turn comes.</source>
        <translation>轮到时，它会处理这次运行。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunStatus</name>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>正在读取提示词</translation>
    </message>
    <message>
        <source>Denoising</source>
        <translation>正在去噪</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>正在解码</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>正在写入</translation>
    </message>
    <message>
        <source>Denoising, step %1 of %2</source>
        <translation>正在去噪，第 %1/%2 步</translation>
    </message>
    <message>
        <source>saved %1 %, ideal %2×</source>
        <translation>节省 %1 %，理论 %2×</translation>
    </message>
    <message>
        <source>, %1 s to go</source>
        <translation>，剩余 %1 秒</translation>
    </message>
    <message>
        <source>memory %1 MB, cache %2 MB</source>
        <translation>内存 %1 MB，缓存 %2 MB</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Stopped; the last whole step is kept</source>
        <translation>已停止；保留了最后一个完整步</translation>
    </message>
    <message>
        <source>Stopped; nothing is kept</source>
        <translation>已停止；未保留任何内容</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>导出完成</translation>
    </message>
    <message>
        <source>Export stopped; no file was made</source>
        <translation>导出已停止；没有生成文件</translation>
    </message>
    <message>
        <source>Export failed</source>
        <translation>导出失败</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>, measured %1×</source>
        <translation>，实测 %1×</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::SettingsHistory</name>
    <message>
        <source>edit of the settings</source>
        <translation>修改设置</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::StaircasePlot</name>
    <message>
        <source>Speed-up over threshold</source>
        <translation>加速比与阈值</translation>
    </message>
    <message>
        <source>Ideal speed-up replayed on this run&apos;s errors. Left and Right go to the next tread.</source>
        <translation>在本次运行的误差上重放得出的理论加速比。左右方向键移到相邻台阶。</translation>
    </message>
    <message>
        <source>Ideal speed-up over the threshold, replayed on this run&apos;s errors. Click to set the threshold.</source>
        <translation>在本次运行的误差上重放得出的、各阈值下的理论加速比。点击可设置阈值。</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>预测</translation>
    </message>
    <message>
        <source>actual</source>
        <translation>实测</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>ideal ×</source>
        <translation>理论 ×</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::StepTable</name>
    <message>
        <source>Steps</source>
        <translation>步数据</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>决策</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>块</translation>
    </message>
    <message>
        <source>error</source>
        <translation>误差</translation>
    </message>
    <message>
        <source>accumulated</source>
        <translation>累积</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>weight γ</source>
        <translation>权重 γ</translation>
    </message>
    <message>
        <source>γ, raw</source>
        <translation>γ（截断前）</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>cache, MB</source>
        <translation>缓存，MB</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>The whole table, for a spreadsheet</source>
        <translation>复制整个表格，可粘贴到电子表格</translation>
    </message>
    <message>
        <source>Speed-up over threshold</source>
        <translation>加速比与阈值</translation>
    </message>
    <message>
        <source>from threshold</source>
        <translation>自阈值</translation>
    </message>
    <message>
        <source>calls reused</source>
        <translation>复用的调用</translation>
    </message>
    <message>
        <source>ideal speed-up</source>
        <translation>理论加速比</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>in place</source>
        <translation>代入</translation>
    </message>
    <message>
        <source>tokens, %</source>
        <translation>词元，%</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::SystemDialog</name>
    <message>
        <source>About this machine</source>
        <translation>关于本机</translation>
    </message>
    <message>
        <source>The engine is looking; while a run goes it answers when that has ended.</source>
        <translation>引擎正在检查；若有运行在进行，则待其结束后显示。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>The whole text</source>
        <translation>复制全部文本</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::TimingPlot</name>
    <message>
        <source>ms a step</source>
        <translation>每步耗时，ms</translation>
    </message>
    <message>
        <source>cache, MB</source>
        <translation>缓存，MB</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>step</source>
        <translation>步</translation>
    </message>
    <message>
        <source>Time and memory</source>
        <translation>时间与内存</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::TroubleDialog</name>
    <message>
        <source>What happened</source>
        <translation>发生了什么</translation>
    </message>
    <message>
        <source>What was kept</source>
        <translation>保留了什么</translation>
    </message>
    <message>
        <source>What to try</source>
        <translation>可以尝试</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>操作未成功</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>打开日志</translation>
    </message>
    <message>
        <source>The log may say more; the details help whoever looks into it.</source>
        <translation>日志中可能有更多信息；详细信息有助于排查问题。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::WeightPlot</name>
    <message>
        <source>γ, cond</source>
        <translation>γ，有条件</translation>
    </message>
    <message>
        <source>raw, cond</source>
        <translation>截断前，有条件</translation>
    </message>
    <message>
        <source>γ, uncond</source>
        <translation>γ，无条件</translation>
    </message>
    <message>
        <source>raw, uncond</source>
        <translation>截断前，无条件</translation>
    </message>
    <message>
        <source>weight γ</source>
        <translation>权重 γ</translation>
    </message>
    <message>
        <source>Alignment weight</source>
        <translation>对齐权重</translation>
    </message>
    <message>
        <source>nothing was aligned</source>
        <translation>没有进行对齐</translation>
    </message>
</context>
</TS>
