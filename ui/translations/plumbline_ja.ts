<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP">
<context>
    <name>Doctor</name>
    <message>
        <source> %1 would reuse about %2 (%3×).</source>
        <translation>%1にすると約%2回が再利用されます（%3×）。</translation>
    </message>
    <message>
        <source>No model calls were recorded.</source>
        <translation>モデルの呼び出しは記録されていません。</translation>
    </message>
    <message>
        <source>Too few steps to cache: of %1 steps the rule was asked at %2 calls; use more steps or a shorter retention.</source>
        <translation>キャッシュするにはステップが少なすぎます。%1ステップのうち、判定の対象になった呼び出しは%2回でした。ステップを増やすか、保持率を下げてください。</translation>
    </message>
    <message>
        <source>%1 calls measured an error that is no finite number; they were computed. Look at the model&apos;s files and the precision.</source>
        <translation>%1回の呼び出しで誤差が有限の数になりませんでした。これらは再利用せずに計算しました。モデルのファイルと精度を確認してください。</translation>
    </message>
    <message>
        <source>0 of %1 eligible calls reused: the smallest error %2 is above the threshold %3.</source>
        <translation>対象の呼び出し%1回のうち、再利用は0回でした。最小の誤差%2がしきい値%3を上回っています。</translation>
    </message>
    <message>
        <source>0 of %1 eligible calls reused, but almost: the smallest error %2 is close above the threshold %3.</source>
        <translation>対象の呼び出し%1回のうち、再利用は0回でしたが、あと少しでした。最小の誤差%2がしきい値%3をわずかに上回っています。</translation>
    </message>
    <message>
        <source>All %1 eligible calls were reused: the threshold %2 decides nothing; any above %3 does the same.</source>
        <translation>対象の呼び出し%1回がすべて再利用されました。しきい値%2では何も選別されません。%3より大きければ結果は同じです。</translation>
    </message>
    <message>
        <source>A cliff is near the threshold %1: at %2 the speed-up would be %3×.</source>
        <translation>しきい値%1の近くに急な段差があります。%2にすると高速化率は%3×になります。</translation>
    </message>
    <message>
        <source>The alignment weight was clipped in %1 of %2 reused calls: the trajectory turns faster than the cap allows; a lower threshold keeps closer.</source>
        <translation>再利用した呼び出し%2回のうち%1回で、アラインメント重みが上限で制限されました。軌跡の変化が上限より速いためです。しきい値を下げると、より忠実になります。</translation>
    </message>
    <message>
        <source>The guidance branches disagree at %1 of %2 steps: one was computed where the other was reused.</source>
        <translation>%2ステップのうち%1ステップで、ガイダンスの二つの分岐の判定が分かれました。一方は計算され、もう一方は再利用されています。</translation>
    </message>
    <message>
        <source>%1 of %2 eligible calls reused; ideal speed-up %3×.</source>
        <translation>対象の呼び出し%2回のうち%1回を再利用しました。理論高速化率は%3×です。</translation>
    </message>
</context>
<context>
    <name>Language</name>
    <message>
        <source>System</source>
        <translation>システム</translation>
    </message>
</context>
<context>
    <name>Prediction</name>
    <message>
        <source>threshold %1: predicted %2×, %3 of %4 reused; actual %5×, %6 reused</source>
        <translation>しきい値%1：予測%2×（%4回のうち%3回を再利用）、実測%5×（%6回を再利用）</translation>
    </message>
</context>
<context>
    <name>StepExplanation</name>
    <message>
        <source>; the newest residual is added</source>
        <translation>。最新の残差を加算</translation>
    </message>
    <message>
        <source>; γ = %1 → R2 + %1 (R1 − R2)</source>
        <translation>。γ = %1 → R2 + %1 (R1 − R2)</translation>
    </message>
    <message>
        <source>, clipped from %1</source>
        <translation>（制限前%1）</translation>
    </message>
    <message>
        <source>computed</source>
        <translation>計算</translation>
    </message>
    <message>
        <source>computed after the probe</source>
        <translation>プローブ後に計算</translation>
    </message>
    <message>
        <source>reused</source>
        <translation>再利用</translation>
    </message>
    <message>
        <source>reused in part</source>
        <translation>一部を再利用</translation>
    </message>
    <message>
        <source>estimated from the other branch</source>
        <translation>もう一方の分岐から推定</translation>
    </message>
    <message>
        <source>cond</source>
        <translation>条件付</translation>
    </message>
    <message>
        <source>uncond</source>
        <translation>無条件</translation>
    </message>
    <message>
        <source>no finite error → %1</source>
        <translation>誤差が有限でない → %1</translation>
    </message>
    <message>
        <source> (asked for)</source>
        <translation>（指示による）</translation>
    </message>
    <message>
        <source>; in place: %1</source>
        <translation>。再利用: %1</translation>
    </message>
    <message>
        <source>; %1 of %2 blocks ran</source>
        <translation>。ブロック%2個中%1個を実行</translation>
    </message>
    <message>
        <source>; %1 % of the tokens computed</source>
        <translation>。トークンの%1 %を計算</translation>
    </message>
    <message>
        <source>; error %1, threshold %2</source>
        <translation>。誤差 %1、しきい値 %2</translation>
    </message>
    <message>
        <source>the whole step</source>
        <translation>ステップ全体</translation>
    </message>
    <message>
        <source>guidance</source>
        <translation>ガイダンス</translation>
    </message>
    <message>
        <source>inner blocks</source>
        <translation>内側のブロック</translation>
    </message>
    <message>
        <source>structure and detail</source>
        <translation>構造と細部</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>細部</translation>
    </message>
    <message>
        <source>parts of blocks</source>
        <translation>ブロックの一部</translation>
    </message>
    <message>
        <source>all but some tokens</source>
        <translation>一部のトークン以外</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>No cache</source>
        <translation>キャッシュなし</translation>
    </message>
    <message>
        <source>Computes every block of every step: the reference for speed and quality.</source>
        <translation>全ステップの全ブロックを計算します。速度と品質の基準です。</translation>
    </message>
    <message>
        <source>DiCache</source>
        <translation>DiCache</translation>
    </message>
    <message>
        <source>Probes the first blocks at every step, skips the rest while little changes, and follows the trend of the last two residuals.</source>
        <translation>各ステップで先頭のブロックをプローブし、変化が小さい間は残りをスキップして、直近二つの残差の傾向に沿って補います。</translation>
    </message>
    <message>
        <source>Probe threshold</source>
        <translation>プローブのしきい値</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated probe error stays below this. Higher is faster and less exact; 0 never skips.</source>
        <translation>プローブ誤差の累積がこの値を下回る間、ステップをスキップします。大きいほど速く、精度は下がります。0ではスキップしません。</translation>
    </message>
    <message>
        <source>Probe depth</source>
        <translation>プローブの深さ</translation>
    </message>
    <message>
        <source>Blocks that run at every step to measure the change. 1 to 5 is sensible; fewer than the model has.</source>
        <translation>変化を測るために毎ステップ実行するブロックの数です。1〜5が適切です。モデルのブロック数より少なくしてください。</translation>
    </message>
    <message>
        <source>Retention</source>
        <translation>保持率</translation>
    </message>
    <message>
        <source>Share of the steps at the start that is always computed in full.</source>
        <translation>常にすべて計算する、先頭のステップの割合です。</translation>
    </message>
    <message>
        <source>Largest alignment weight</source>
        <translation>アラインメント重みの上限</translation>
    </message>
    <message>
        <source>How far a skipped step may go along the line through the last two residuals; 1 stays at the newest.</source>
        <translation>スキップしたステップを、直近二つの残差を通る直線に沿ってどこまで進めるかです。1では最新の残差のままです。</translation>
    </message>
    <message>
        <source>Probe error</source>
        <translation>プローブ誤差</translation>
    </message>
    <message>
        <source>probe: the change of the probe. difference: how far it is from the change of the input; published for Flux with threshold 0.08 and retention 0.</source>
        <translation>probe：プローブの変化量。difference：入力の変化量との差。Flux向けに、しきい値0.08、保持率0で発表された方式です。</translation>
    </message>
    <message>
        <source>Demo: shapes that move, 64×64</source>
        <translation>デモ：動く図形、64×64</translation>
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
        <translation>Wan 2.1 テキストから動画 1.3B</translation>
    </message>
    <message>
        <source>Wan 2.1 text-to-video 14B</source>
        <translation>Wan 2.1 テキストから動画 14B</translation>
    </message>
    <message>
        <source>its folder</source>
        <translation>モデルのフォルダー</translation>
    </message>
    <message>
        <source>the denoiser (diffusion_pytorch_model*.safetensors)</source>
        <translation>デノイザー（diffusion_pytorch_model*.safetensors）</translation>
    </message>
    <message>
        <source>the video autoencoder (Wan2.1_VAE.pth or .safetensors)</source>
        <translation>動画オートエンコーダー（Wan2.1_VAE.pthまたは.safetensors）</translation>
    </message>
    <message>
        <source>the video autoencoder (vae/pytorch_model.pt or hunyuan_video_vae_bf16.safetensors)</source>
        <translation>動画オートエンコーダー（vae/pytorch_model.ptまたはhunyuan_video_vae_bf16.safetensors）</translation>
    </message>
    <message>
        <source>the autoencoder (ae.safetensors)</source>
        <translation>オートエンコーダー（ae.safetensors）</translation>
    </message>
    <message>
        <source>the autoencoder (vae/ or inside v1-5-pruned-emaonly.safetensors)</source>
        <translation>オートエンコーダー（vae/ または v1-5-pruned-emaonly.safetensors の中）</translation>
    </message>
    <message>
        <source>MP4 (H.264)</source>
        <translation>MP4（H.264）</translation>
    </message>
    <message>
        <source>Plays everywhere. Quality is the CRF.</source>
        <translation>ほぼすべての環境で再生できます。品質はCRFの値です。</translation>
    </message>
    <message>
        <source>MP4 (H.265)</source>
        <translation>MP4（H.265）</translation>
    </message>
    <message>
        <source>Smaller than H.264; plays on newer machines. Quality is the CRF.</source>
        <translation>H.264より小さく、比較的新しい環境で再生できます。品質はCRFの値です。</translation>
    </message>
    <message>
        <source>WebM (VP9)</source>
        <translation>WebM（VP9）</translation>
    </message>
    <message>
        <source>For the web, free of patents. Quality is the CRF.</source>
        <translation>ウェブ向けで、特許使用料がかかりません。品質はCRFの値です。</translation>
    </message>
    <message>
        <source>WebM (AV1)</source>
        <translation>WebM（AV1）</translation>
    </message>
    <message>
        <source>The smallest files for the web; slow to make. Quality is the CRF.</source>
        <translation>ウェブ向けで最も小さいファイルになりますが、書き出しに時間がかかります。品質はCRFの値です。</translation>
    </message>
    <message>
        <source>QuickTime (ProRes 422 HQ)</source>
        <translation>QuickTime（ProRes 422 HQ）</translation>
    </message>
    <message>
        <source>For cutting programs: ten bits, every frame by itself, large.</source>
        <translation>編集ソフト向け。10ビット、全フレーム独立で、ファイルは大きくなります。</translation>
    </message>
    <message>
        <source>Matroska (FFV1)</source>
        <translation>Matroska（FFV1）</translation>
    </message>
    <message>
        <source>Without any loss: the very pixels, for archives and measurements.</source>
        <translation>完全な可逆圧縮。画素をそのまま残すので、保存や計測に向きます。</translation>
    </message>
    <message>
        <source>Animated GIF</source>
        <translation>アニメーションGIF</translation>
    </message>
    <message>
        <source>For messages: one palette of 255 colours made from the clip, loops.</source>
        <translation>メッセージ向け。クリップから作った255色のパレットを使い、繰り返し再生します。</translation>
    </message>
    <message>
        <source>Animated WebP</source>
        <translation>アニメーションWebP</translation>
    </message>
    <message>
        <source>Smaller and truer than GIF, loops. 100 is without loss.</source>
        <translation>GIFより小さく忠実で、繰り返し再生します。100は可逆圧縮です。</translation>
    </message>
    <message>
        <source>PNG pictures</source>
        <translation>PNG連番画像</translation>
    </message>
    <message>
        <source>A folder of numbered pictures, 8 bits a channel.</source>
        <translation>連番画像のフォルダー。1チャンネル8ビットです。</translation>
    </message>
    <message>
        <source>PNG pictures (16 bits)</source>
        <translation>PNG連番画像（16ビット）</translation>
    </message>
    <message>
        <source>A folder of numbered pictures, 16 bits a channel; finer than 8 when decoded from latents.</source>
        <translation>連番画像のフォルダー。1チャンネル16ビットで、潜在変数からデコードする場合は8ビットより階調が細かくなります。</translation>
    </message>
    <message>
        <source>OpenEXR pictures</source>
        <translation>OpenEXR連番画像</translation>
    </message>
    <message>
        <source>A folder of numbered pictures in linear light, for compositing programs.</source>
        <translation>リニアライトの連番画像のフォルダー。合成ソフト向けです。</translation>
    </message>
    <message>
        <source>PNG picture</source>
        <translation>PNG画像</translation>
    </message>
    <message>
        <source>One frame.</source>
        <translation>1フレームのみ。</translation>
    </message>
    <message>
        <source>Wan 2.1 image-to-video 14B 480P</source>
        <translation>Wan 2.1 画像から動画 14B 480P</translation>
    </message>
    <message>
        <source>Wan 2.1 image-to-video 14B 720P</source>
        <translation>Wan 2.1 画像から動画 14B 720P</translation>
    </message>
    <message>
        <source>TeaCache</source>
        <translation>TeaCache</translation>
    </message>
    <message>
        <source>Watches how much the time embedding (Wan) or the modulated input changes, and skips the blocks while the sum of the changes it foretells stays low.</source>
        <translation>時刻埋め込み(Wan)または変調された入力の変化を見て、それが予告する変化の合計が小さい間はブロックをスキップします。</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated estimate of the output&apos;s change stays below this. Higher is faster and less exact; 0 never skips.</source>
        <translation>出力の変化の推定値の累積がこの値を下回る間、ステップをスキップします。大きいほど速く、精度は下がります。0ではスキップしません。</translation>
    </message>
    <message>
        <source>Polynomial</source>
        <translation>多項式</translation>
    </message>
    <message>
        <source>What turns a change of the signal into one of the output. auto: the one that was published for a model of this size. linear: the change itself, which needs a threshold about ten times smaller. own: the coefficients below, which are those of a calibration where there is one.</source>
        <translation>信号の変化を出力の変化に換算するもの。auto: この大きさのモデルについて公表されたもの。linear: 変化そのもの(しきい値は約十分の一が必要です)。own: 下の係数。較正があればその係数です。</translation>
    </message>
    <message>
        <source>Coefficients</source>
        <translation>係数</translation>
    </message>
    <message>
        <source>Of an own polynomial: five numbers, the highest power first, separated by semicolons.</source>
        <translation>独自の多項式の係数: 最高次から順に五つの数をセミコロンで区切ります。</translation>
    </message>
    <message>
        <source>Safety net</source>
        <translation>安全策</translation>
    </message>
    <message>
        <source>on: estimates stay within 0 and 1, and at most three steps are skipped one after the other. off: as published.</source>
        <translation>on: 推定値を0から1の間に保ち、続けてスキップするのは三ステップまでにします。off: 公表されたとおり。</translation>
    </message>
    <message>
        <source>Retained steps</source>
        <translation>保持ステップ</translation>
    </message>
    <message>
        <source>on: the first five steps are computed, the last may be skipped, and the time projection is watched. off: the first and the last step are computed.</source>
        <translation>on: 最初の五ステップを計算し、最後はスキップすることがあり、時刻射影を見ます。off: 最初と最後のステップを計算します。</translation>
    </message>
    <message>
        <source>Coefficients, retained</source>
        <translation>係数(保持ステップ)</translation>
    </message>
    <message>
        <source>Of an own polynomial of the time projection.</source>
        <translation>時刻射影に対する独自の多項式の係数。</translation>
    </message>
    <message>
        <source>MagCache</source>
        <translation>MagCache</translation>
    </message>
    <message>
        <source>Knows beforehand how the size of the stack&apos;s residual changes from step to step, and skips while the product of these ratios stays near 1.</source>
        <translation>ブロック全体の残差の大きさがステップごとにどう変わるかを前もって知り、その比の積が1に近い間はスキップします。</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated error of the residual&apos;s size stays below this. Higher is faster and less exact; 0 never skips.</source>
        <translation>残差の大きさの誤差の累積がこの値を下回る間、ステップをスキップします。大きいほど速く、精度は下がります。0ではスキップしません。</translation>
    </message>
    <message>
        <source>Skips in a row</source>
        <translation>連続スキップ数</translation>
    </message>
    <message>
        <source>So many steps may be skipped one after the other (K of the paper).</source>
        <translation>続けてスキップしてよいステップの数です(論文のK)。</translation>
    </message>
    <message>
        <source>Share of the steps at the start that is always computed in full: the strongest setting for quality.</source>
        <translation>最初に必ずすべて計算するステップの割合です。品質に最も効く設定です。</translation>
    </message>
    <message>
        <source>Ratios</source>
        <translation>比</translation>
    </message>
    <message>
        <source>How much the residual shrinks from step to step. auto: as published for a model of this size. own: the ratios below, which are those of a calibration where there is one.</source>
        <translation>残差がステップごとにどれだけ小さくなるか。auto: この大きさのモデルについて公表されたもの。own: 下の比。較正があればその比です。</translation>
    </message>
    <message>
        <source>Own ratios</source>
        <translation>独自の比</translation>
    </message>
    <message>
        <source>One number a step, the first is 1, separated by semicolons; another number of steps takes the nearest.</source>
        <translation>一ステップに一つの数、最初は1、セミコロン区切り。ステップ数が違えば最も近いものを使います。</translation>
    </message>
    <message>
        <source>Own ratios, other branch</source>
        <translation>独自の比(もう一方の分岐)</translation>
    </message>
    <message>
        <source>Of the unconditional branch, where guidance has one; the same when empty.</source>
        <translation>ガイダンスに無条件の分岐がある場合の比。空なら同じものを使います。</translation>
    </message>
    <message>
        <source>Meaning of the threshold</source>
        <translation>しきい値の意味</translation>
    </message>
    <message>
        <source>released: of the ratios, as in the released programs. paper: of their square roots, as in the program that made the paper&apos;s tables; the same threshold is then about half as strict.</source>
        <translation>released: 公開されたプログラムと同じく、比そのもの。paper: 論文の表を作ったプログラムと同じく、その平方根。同じしきい値でも厳しさは約半分になります。</translation>
    </message>
    <message>
        <source>EasyCache</source>
        <translation>EasyCache</translation>
    </message>
    <message>
        <source>Measures how much the output moves when the input does, and skips while the movement so foretold stays low. Applied to the tokens around the blocks, where the paper takes the latents.</source>
        <translation>入力が動くと出力がどれだけ動くかを測り、そこから予想される動きが小さい間はスキップします。論文は潜在変数に、ここではブロック前後のトークンに適用します。</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated change that the output should have made stays below this share of it. Higher is faster and less exact; 0 never skips.</source>
        <translation>出力に生じたはずの変化の累積が、出力に対するこの割合を下回る間、ステップをスキップします。大きいほど速く、精度は下がります。0ではスキップしません。</translation>
    </message>
    <message>
        <source>Warm-up</source>
        <translation>ウォームアップ</translation>
    </message>
    <message>
        <source>So many steps at the start are always computed.</source>
        <translation>最初に必ず計算するステップの数です。</translation>
    </message>
    <message>
        <source>FirstBlockCache</source>
        <translation>FirstBlockCache</translation>
    </message>
    <message>
        <source>Runs the first block at every step and skips the others while what it adds is nearly what it added at the last computed step.</source>
        <translation>各ステップで先頭のブロックを実行し、その寄与が最後に計算したステップとほぼ同じ間は残りをスキップします。</translation>
    </message>
    <message>
        <source>A step is skipped while the first block adds what it added at the last computed step, but for this share. Higher is faster and less exact; 0 never skips.</source>
        <translation>先頭のブロックの寄与と最後に計算したステップとの差がこの割合に収まる間、ステップをスキップします。大きいほど速く、精度は下がります。0ではスキップしません。</translation>
    </message>
    <message>
        <source>TaylorSeer</source>
        <translation>TaylorSeer</translation>
    </message>
    <message>
        <source>Computes every few steps and foretells the others by a Taylor series through the computed ones. Applied to the residual of the whole stack, where the paper takes every module&apos;s output.</source>
        <translation>数ステップごとに計算し、間のステップは計算済みのステップを通るテイラー級数で予測します。論文は各モジュールの出力に、ここではブロック全体の残差に適用します。</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>間隔</translation>
    </message>
    <message>
        <source>One step in so many is computed, the others are foretold; 1 computes all.</source>
        <translation>この数のステップに一回計算し、ほかは予測します。1ではすべて計算します。</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>次数</translation>
    </message>
    <message>
        <source>Of the Taylor series through the last computed steps: 0 repeats the last residual, 1 goes along a line, 2 along a parabola. Each takes one more tensor.</source>
        <translation>最後に計算したステップを通るテイラー級数の次数。0は最後の残差の繰り返し、1は直線、2は放物線。一つ増えるごとにテンソルが一つ増えます。</translation>
    </message>
    <message>
        <source>Research: any trigger, any estimator</source>
        <translation>研究用: 任意のトリガーと推定器</translation>
    </message>
    <message>
        <source>Puts the triggers of DiCache, TeaCache and MagCache together with either estimator. The published pairs are methods of their own; the others are nobody&apos;s but yours.</source>
        <translation>DiCache、TeaCache、MagCacheのトリガーをいずれかの推定器と組み合わせます。公表された組は独立した手法です。それ以外はまだ誰のものでもありません。</translation>
    </message>
    <message>
        <source>Steps are skipped while the accumulated error of the trigger stays below this; each trigger measures on a scale of its own. 0 never skips.</source>
        <translation>トリガーの誤差の累積がこの値を下回る間、ステップをスキップします。尺度はトリガーごとに異なります。0ではスキップしません。</translation>
    </message>
    <message>
        <source>Trigger</source>
        <translation>トリガー</translation>
    </message>
    <message>
        <source>When to skip. probe: DiCache&apos;s probe of the first blocks. modulation: TeaCache&apos;s signal. magnitude: MagCache&apos;s ratios.</source>
        <translation>いつスキップするか。probe: DiCacheの先頭ブロックのプローブ。modulation: TeaCacheの信号。magnitude: MagCacheの比。</translation>
    </message>
    <message>
        <source>Estimator</source>
        <translation>推定器</translation>
    </message>
    <message>
        <source>What stands for a skipped step. last: the last residual. alignment: DiCache&apos;s line through the last two, for which the probe&apos;s blocks run at every step.</source>
        <translation>スキップしたステップの代わりになるもの。last: 最後の残差。alignment: 直近二つを通るDiCacheの直線(プローブのブロックは毎ステップ実行します)。</translation>
    </message>
    <message>
        <source>Blocks that a probe runs, for the trigger or the estimator that has one.</source>
        <translation>プローブが実行するブロックの数(トリガーまたは推定器がプローブを使う場合)。</translation>
    </message>
    <message>
        <source>So many steps may be skipped one after the other; 0: any number.</source>
        <translation>続けてスキップしてよいステップの数です。0は無制限です。</translation>
    </message>
    <message>
        <source>Of the trigger modulation, as TeaCache&apos;s.</source>
        <translation>トリガーmodulationの多項式。TeaCacheと同じです。</translation>
    </message>
    <message>
        <source>Of the trigger magnitude, as MagCache&apos;s.</source>
        <translation>トリガーmagnitudeの比。MagCacheと同じです。</translation>
    </message>
    <message>
        <source>Demo: pictures of shapes, 128×128 (Flux.1)</source>
        <translation>デモ: 図形の画像 128×128 (Flux.1)</translation>
    </message>
    <message>
        <source>FasterCache</source>
        <translation>FasterCache</translation>
    </message>
    <message>
        <source>Estimates the unconditional branch from how it last differed, by low and high frequencies apart, and foretells self-attention along a line. Models that take guidance as an input have one branch: there attention alone is reused.</source>
        <translation>無条件の分岐を、前回の差から低周波と高周波に分けて推定し、自己注意を直線で予測します。ガイダンスを入力として受け取るモデルには分岐が一つしかないため、注意だけを再利用します。</translation>
    </message>
    <message>
        <source>Parts</source>
        <translation>再利用の対象</translation>
    </message>
    <message>
        <source>What is reused: how the branches of guidance differ, the outputs of self-attention, or both. Attention keeps two tensors for every block.</source>
        <translation>再利用するもの: ガイダンスの分岐の差、自己注意の出力、またはその両方。注意はブロックごとに二つのテンソルを保持します。</translation>
    </message>
    <message>
        <source>Guidance interval</source>
        <translation>ガイダンスの間隔</translation>
    </message>
    <message>
        <source>The unconditional branch runs at one step in so many, and is estimated at the others; 1 runs it always.</source>
        <translation>無条件の分岐をこの数のステップに一回実行し、ほかは推定します。1では常に実行します。</translation>
    </message>
    <message>
        <source>Guidance start</source>
        <translation>ガイダンスの開始</translation>
    </message>
    <message>
        <source>Share of the steps after which the unconditional branch may be estimated.</source>
        <translation>無条件の分岐の推定を始めてよいステップの割合です。</translation>
    </message>
    <message>
        <source>Last full steps</source>
        <translation>最後の完全なステップ</translation>
    </message>
    <message>
        <source>Both branches run at so many steps at the end.</source>
        <translation>最後のこの数のステップでは両方の分岐を実行します。</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>増幅</translation>
    </message>
    <message>
        <source>By how much the low frequencies of the difference are raised before the turn, and the high ones after it.</source>
        <translation>切り替え前は差の低周波を、切り替え後は高周波を、この分だけ強めます。</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>切り替え</translation>
    </message>
    <message>
        <source>Share of the steps at which the gain passes from low to high frequencies.</source>
        <translation>増幅が低周波から高周波へ移るステップの割合です。</translation>
    </message>
    <message>
        <source>Gains</source>
        <translation>増幅の方式</translation>
    </message>
    <message>
        <source>As the paper has them, or raised to a higher power at every estimated step, as the released program does.</source>
        <translation>論文のとおり一定にするか、公開されたプログラムのように推定するステップごとに累乗していくか。</translation>
    </message>
    <message>
        <source>Attention interval</source>
        <translation>注意の間隔</translation>
    </message>
    <message>
        <source>Self-attention runs at one step in so many, and is foretold from the last two at the others; 1 runs it always.</source>
        <translation>自己注意をこの数のステップに一回実行し、ほかは直近二回から予測します。1では常に実行します。</translation>
    </message>
    <message>
        <source>Attention start</source>
        <translation>注意の開始</translation>
    </message>
    <message>
        <source>Share of the steps after which attention may be foretold.</source>
        <translation>注意の予測を始めてよいステップの割合です。</translation>
    </message>
    <message>
        <source>Attention weight</source>
        <translation>注意の重み</translation>
    </message>
    <message>
        <source>How far the line through the last two outputs is followed at the last step; it grows from 0, a plain copy, at the first.</source>
        <translation>最後のステップで直近二つの出力を通る直線をどこまで延長するか。最初は0(単なる複写)から増えていきます。</translation>
    </message>
    <message>
        <source>DeepCache</source>
        <translation>DeepCache</translation>
    </message>
    <message>
        <source>Computes the inner blocks every few steps only and the outer ones always. Made for the skip connections of a U-Net; for transformers it is our variant, which keeps what the inner blocks added.</source>
        <translation>内側のブロックは数ステップごとに、外側のブロックは毎回計算します。U-Netのスキップ接続のための手法です。トランスフォーマーでは内側のブロックの寄与を保持する独自の変種です。</translation>
    </message>
    <message>
        <source>One step in so many is computed in full; 1 computes all.</source>
        <translation>この数のステップに一回すべて計算します。1ではすべてのステップを計算します。</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分岐</translation>
    </message>
    <message>
        <source>The skip connection up to which the outer blocks run at every step: 0 is the shallowest, with one block on either side, and the fastest.</source>
        <translation>毎ステップ実行する外側のブロックがどのスキップ接続までかを示します。0は最も浅く、両側に一つずつで、最も速くなります。</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>スケジュール</translation>
    </message>
    <message>
        <source>Full steps at equal distances, or close together around the center.</source>
        <translation>完全に計算するステップを等間隔に置くか、中心の周りに密集させるか。</translation>
    </message>
    <message>
        <source>Center</source>
        <translation>中心</translation>
    </message>
    <message>
        <source>Step around which full steps lie close together; 0: at three tenths of all. Schedule centered only.</source>
        <translation>完全に計算するステップが密集する中心のステップ。0では全体の十分の三。スケジュールがcenteredのときのみ。</translation>
    </message>
    <message>
        <source>Power</source>
        <translation>指数</translation>
    </message>
    <message>
        <source>How much closer together than elsewhere. Schedule centered only.</source>
        <translation>ほかと比べてどれだけ密集させるか。スケジュールがcenteredのときのみ。</translation>
    </message>
    <message>
        <source>Demo: an image that moves, 64×64 (Wan 2.1 I2V)</source>
        <translation>デモ: 動き出す画像 64×64 (Wan 2.1 I2V)</translation>
    </message>
    <message>
        <source>Demo: pictures of shapes, 128×128 (Stable Diffusion 1.5)</source>
        <translation>デモ: 図形の画像 128×128 (Stable Diffusion 1.5)</translation>
    </message>
    <message>
        <source>Demo: shapes that move, 64×64 (HunyuanVideo)</source>
        <translation>デモ: 動く図形 64×64 (HunyuanVideo)</translation>
    </message>
    <message>
        <source>ProfilingDiT</source>
        <translation>ProfilingDiT</translation>
    </message>
    <message>
        <source>Reuses what the blocks that mostly look at the background added, and always computes the others. Published for Wan 2.1 14B and HunyuanVideo; other sizes take a guess or your own list.</source>
        <translation>主に背景を見るブロックの寄与を再利用し、ほかのブロックは常に計算します。Wan 2.1 14BとHunyuanVideoについて公表されています。ほかの大きさでは推測か独自のリストを使います。</translation>
    </message>
    <message>
        <source>Blocks</source>
        <translation>ブロック</translation>
    </message>
    <message>
        <source>Which blocks are reused. auto: the published background blocks where there are any for a model of this size, else the middle three fifths, which nobody profiled. own: the list below.</source>
        <translation>どのブロックを再利用するか。auto: この大きさのモデルについて公表された背景ブロック、なければ中央の五分の三(誰も測定していません)。own: 下のリスト。</translation>
    </message>
    <message>
        <source>Own blocks</source>
        <translation>独自のブロック</translation>
    </message>
    <message>
        <source>Numbers of the blocks, from 0, separated by semicolons.</source>
        <translation>ブロックの番号。0から、セミコロン区切り。</translation>
    </message>
    <message>
        <source>Reused blocks are computed anew at one step in so many; 0: six in fifty steps, 1 computes all.</source>
        <translation>再利用するブロックをこの数のステップに一回計算し直します。0: 五十ステップなら六、1: すべて計算。</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>開始</translation>
    </message>
    <message>
        <source>published: at equal distances, but HunyuanVideo&apos;s single-stream blocks further apart early and closer late. uniform, decreasing: one of these for all.</source>
        <translation>published: 等間隔。ただしHunyuanVideoの単一ストリームのブロックは初めは広く、終わりは狭く。uniform, decreasing: すべてにそのどちらか。</translation>
    </message>
    <message>
        <source>H2-Cache</source>
        <translation>H2-Cache</translation>
    </message>
    <message>
        <source>Tests structure and detail apart: the first and the second half of the blocks, each by what its first block adds, pooled. Published for Flux.1; with Wan and HunyuanVideo it is our port.</source>
        <translation>構造と細部を別々に判定します。ブロックの前半と後半を、それぞれ先頭ブロックの寄与を平均して判定します。Flux.1について公表されたもので、WanとHunyuanVideoは独自の移植です。</translation>
    </message>
    <message>
        <source>Structure threshold</source>
        <translation>構造のしきい値</translation>
    </message>
    <message>
        <source>The first half of the blocks (double-stream ones where a model has them) is reused while what its first block adds has changed by less than this since it was computed; then the second half is too. 0 turns the method off.</source>
        <translation>先頭ブロックの寄与の変化が計算時からこの値を下回る間、ブロックの前半(二重ストリームのブロックがあればそれ)を再利用し、後半も再利用します。0では手法を使いません。</translation>
    </message>
    <message>
        <source>Detail threshold</source>
        <translation>細部のしきい値</translation>
    </message>
    <message>
        <source>The second half alone is reused while what its first block adds has changed by less than this.</source>
        <translation>後半の先頭ブロックの寄与の変化がこの値を下回る間、後半だけを再利用します。</translation>
    </message>
    <message>
        <source>on: the first three steps and the last are computed, and at most four are reused one after the other. off: as published.</source>
        <translation>on: 最初の三ステップと最後を計算し、続けて再利用するのは四ステップまでにします。off: 公表されたとおり。</translation>
    </message>
    <message>
        <source>SenCache</source>
        <translation>SenCache</translation>
    </message>
    <message>
        <source>Knows how sensitive the model is to its latents and to the time, and skips while both have moved the output by little since the last computed step.</source>
        <translation>モデルが潜在変数と時刻にどれだけ敏感かを知り、最後に計算したステップから出力がわずかしか動いていない間はスキップします。</translation>
    </message>
    <message>
        <source>Steps are skipped while the output is estimated to have moved by less than this (RMS) since the last computed step. Higher is faster and less exact; 0 never skips.</source>
        <translation>最後に計算したステップからの出力の動き(RMS)の推定がこの値を下回る間、ステップをスキップします。大きいほど速く、精度は下がります。0ではスキップしません。</translation>
    </message>
    <message>
        <source>Early share</source>
        <translation>初期の割合</translation>
    </message>
    <message>
        <source>Share of the threshold that counts at the start.</source>
        <translation>初めのうちに使うしきい値の割合です。</translation>
    </message>
    <message>
        <source>Early part</source>
        <translation>初期の範囲</translation>
    </message>
    <message>
        <source>Share of the steps that are the start.</source>
        <translation>初めとみなすステップの割合です。</translation>
    </message>
    <message>
        <source>Sensitivities</source>
        <translation>感度</translation>
    </message>
    <message>
        <source>own: the numbers below, which are those of a calibration where there is one. even: alike at all times, for a model that was not calibrated; the threshold means little then.</source>
        <translation>own: 下の数値。較正があればその数値です。even: すべての時刻で同じ。較正していないモデル用で、しきい値の意味は薄れます。</translation>
    </message>
    <message>
        <source>Timesteps</source>
        <translation>タイムステップ</translation>
    </message>
    <message>
        <source>Of the sensitivities, 0 to 1000, separated by semicolons.</source>
        <translation>感度のタイムステップ。0から1000、セミコロン区切り。</translation>
    </message>
    <message>
        <source>Sensitivity to latents</source>
        <translation>潜在変数への感度</translation>
    </message>
    <message>
        <source>How far the output moves with the latents, one number a timestep.</source>
        <translation>潜在変数に対して出力がどれだけ動くか。タイムステップごとに一つの数。</translation>
    </message>
    <message>
        <source>Sensitivity to time</source>
        <translation>時刻への感度</translation>
    </message>
    <message>
        <source>How far the output moves with the time, one number a timestep.</source>
        <translation>時刻に対して出力がどれだけ動くか。タイムステップごとに一つの数。</translation>
    </message>
    <message>
        <source>ProCache</source>
        <translation>ProCache</translation>
    </message>
    <message>
        <source>Computes steps after a pattern chosen beforehand, denser towards the end; between them it reuses what attention and MLPs gave, but for the tokens of deep blocks that matter most. Published for Flux.1; the reduced form for video is ours.</source>
        <translation>あらかじめ選んだパターンに従い、終わりほど密にステップを計算します。その間は注意とMLPの出力を再利用し、深いブロックの最も重要なトークンだけを計算します。Flux.1について公表されたもので、動画用の縮小形は独自です。</translation>
    </message>
    <message>
        <source>Pattern</source>
        <translation>パターン</translation>
    </message>
    <message>
        <source>Which steps are computed. searched: so many as below, further apart early than late. published: the authors&apos; for Flux.1. own: the list below, which is that of a calibration where there is one.</source>
        <translation>どのステップを計算するか。searched: 下の数だけ、初めは広く、終わりは狭く。published: 著者らのFlux.1用。own: 下のリスト。較正があればその結果です。</translation>
    </message>
    <message>
        <source>Full steps</source>
        <translation>完全なステップ</translation>
    </message>
    <message>
        <source>Of fifty. Pattern searched only.</source>
        <translation>五十ステップのうちの数。パターンがsearchedのときのみ。</translation>
    </message>
    <message>
        <source>Own pattern</source>
        <translation>独自のパターン</translation>
    </message>
    <message>
        <source>One number a step: 1 computed, 0 reused, 2 reused but for the tokens that matter most; separated by semicolons. Stretched to the steps of a run.</source>
        <translation>ステップごとに一つの数。1: 計算、0: 再利用、2: 最も重要なトークンを除いて再利用。セミコロン区切り。実行のステップ数に合わせて伸縮します。</translation>
    </message>
    <message>
        <source>First full steps</source>
        <translation>最初の完全なステップ</translation>
    </message>
    <message>
        <source>Selective steps</source>
        <translation>選択的なステップ</translation>
    </message>
    <message>
        <source>on: at every second reused step the deep blocks compute the tokens that matter most.</source>
        <translation>on: 再利用するステップの一つおきに、深いブロックが最も重要なトークンを計算します。</translation>
    </message>
    <message>
        <source>Token share</source>
        <translation>トークンの割合</translation>
    </message>
    <message>
        <source>Share of the tokens that selective steps compute in the MLPs of deep blocks.</source>
        <translation>選択的なステップが深いブロックのMLPで計算するトークンの割合です。</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>割合の配分</translation>
    </message>
    <message>
        <source>published: fewer tokens the deeper the block, and fewer in double-stream blocks. flat: the same share everywhere.</source>
        <translation>published: 深いブロックほど、また二重ストリームのブロックほど少なく。flat: どこでも同じ割合。</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形</translation>
    </message>
    <message>
        <source>modules: every block&apos;s attention and MLP are kept, as published. reduced: of all but the deep blocks what they added together, for much less memory (ours).</source>
        <translation>modules: 公表されたとおり、すべてのブロックの注意とMLPを保持します。reduced: 深いブロック以外は合計の寄与だけを保持し、メモリを大きく減らします(独自)。</translation>
    </message>
    <message>
        <source>Deep blocks</source>
        <translation>深いブロック</translation>
    </message>
    <message>
        <source>So many of the last blocks are deep; 0: as published for Flux.1, an eighth in the reduced form.</source>
        <translation>最後のこの数のブロックを深いとみなします。0: Flux.1について公表されたとおり、縮小形では八分の一。</translation>
    </message>
    <message>
        <source>MixCache-style</source>
        <translation>MixCache風</translation>
    </message>
    <message>
        <source>Chooses at every step what to spare: the whole step, the second branch of guidance or the inner blocks, whichever is expected to err least. Our reimplementation of the paper&apos;s public part; its numbers are ours.</source>
        <translation>ステップごとに何を省くかを選びます。ステップ全体、ガイダンスの第二の分岐、内側のブロックのうち、誤差の見込みが最も小さいものです。論文の公開部分の独自の再実装で、数値も独自です。</translation>
    </message>
    <message>
        <source>Refresh threshold</source>
        <translation>更新のしきい値</translation>
    </message>
    <message>
        <source>The step is computed instead when even the way with the least expected error is expected to err by more than this; 0 turns the method off.</source>
        <translation>誤差の見込みが最も小さい方法でもこの値を超えるときは、ステップを計算します。0では手法を使いません。</translation>
    </message>
    <message>
        <source>First interval</source>
        <translation>最初の間隔</translation>
    </message>
    <message>
        <source>One step in so many is computed at first; how far off the last reuse was makes it longer or shorter.</source>
        <translation>初めはこの数のステップに一回計算します。前回の再利用がどれだけ外れたかで長くも短くもなります。</translation>
    </message>
    <message>
        <source>Shortest interval</source>
        <translation>最短の間隔</translation>
    </message>
    <message>
        <source>The interval never gets shorter than this.</source>
        <translation>間隔はこれより短くなりません。</translation>
    </message>
    <message>
        <source>Longest interval</source>
        <translation>最長の間隔</translation>
    </message>
    <message>
        <source>The interval never gets longer than this.</source>
        <translation>間隔はこれより長くなりません。</translation>
    </message>
    <message>
        <source>Lengthen below</source>
        <translation>延長の境</translation>
    </message>
    <message>
        <source>The interval grows by one when what was reused last is off by less than this.</source>
        <translation>前回再利用したもののずれがこの値を下回ると、間隔が一つ延びます。</translation>
    </message>
    <message>
        <source>Shorten above</source>
        <translation>短縮の境</translation>
    </message>
    <message>
        <source>The interval shrinks by one when what was reused last is off by more than this.</source>
        <translation>前回再利用したもののずれがこの値を上回ると、間隔が一つ縮みます。</translation>
    </message>
    <message>
        <source>Settled below</source>
        <translation>安定の境</translation>
    </message>
    <message>
        <source>Nothing is reused before the prediction changes by less than this from step to step, or a quarter of the steps is over.</source>
        <translation>ステップ間の予測の変化がこの値を下回るか、全体の四分の一が過ぎるまでは、何も再利用しません。</translation>
    </message>
    <message>
        <source>Impact of steps</source>
        <translation>ステップの影響</translation>
    </message>
    <message>
        <source>How much an error in what a whole step reuses counts.</source>
        <translation>ステップ全体の再利用の誤差をどれだけ重く見るか。</translation>
    </message>
    <message>
        <source>Impact of guidance</source>
        <translation>ガイダンスの影響</translation>
    </message>
    <message>
        <source>How much an error in how the branches of guidance differ counts.</source>
        <translation>ガイダンスの分岐の差の誤差をどれだけ重く見るか。</translation>
    </message>
    <message>
        <source>Impact of blocks</source>
        <translation>ブロックの影響</translation>
    </message>
    <message>
        <source>How much an error in what the inner blocks reuse counts.</source>
        <translation>内側のブロックの再利用の誤差をどれだけ重く見るか。</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Generates video and shows how its cache decides.</source>
        <translation>動画を生成し、キャッシュがどのように判定するかを表示します。</translation>
    </message>
    <message>
        <source>Show a recorded run (generate --trace) without a model.</source>
        <translation>記録した実行（generate --trace）を、モデルなしで再生します。</translation>
    </message>
    <message>
        <source>How many times faster than it was recorded.</source>
        <translation>記録時の何倍の速さで再生するか。</translation>
    </message>
    <message>
        <source>A clip, picture, trace or recipe to open.</source>
        <translation>開くファイル：クリップ、画像、トレース、レシピ。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::BlockMap</name>
    <message>
        <source>Blocks that ran</source>
        <translation>実行したブロック</translation>
    </message>
    <message>
        <source>Blocks that ran, the first at the bottom</source>
        <translation>実行したブロック(最初のものが下)</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::CommandPalette</name>
    <message>
        <source>Commands and shortcuts</source>
        <translation>コマンドとショートカット</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>実行する操作</translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation>コマンドを検索</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>コマンド一覧</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>コマンド</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>キー</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ComparePane</name>
    <message>
        <source>equal</source>
        <translation>同一</translation>
    </message>
    <message>
        <source>%1 dB</source>
        <translation>%1 dB</translation>
    </message>
    <message>
        <source>Gain of the difference</source>
        <translation>差分のゲイン</translation>
    </message>
    <message>
        <source>Changes a second while flickering</source>
        <translation>フリッカーの1秒あたりの切り替え回数</translation>
    </message>
    <message>
        <source>Frame of both clips</source>
        <translation>両クリップのフレーム</translation>
    </message>
    <message>
        <source>gain </source>
        <translation>ゲイン </translation>
    </message>
    <message>
        <source> /s</source>
        <translation> 回/秒</translation>
    </message>
    <message>
        <source>Choose two runs of the list: A and B below it put them here, side against side.</source>
        <translation>一覧から実行を二つ選んでください。一覧の下のAとBで、ここに並べて比較できます。</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>ワイプ</translation>
    </message>
    <message>
        <source>Ctrl+Alt+1</source>
        <translation>Ctrl+Alt+1</translation>
    </message>
    <message>
        <source>A left of the divider, B right of it; drag it, or Left and Right</source>
        <translation>境界線の左がA、右がB。境界線はドラッグか左右キーで動かせます</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>並べて表示</translation>
    </message>
    <message>
        <source>Ctrl+Alt+2</source>
        <translation>Ctrl+Alt+2</translation>
    </message>
    <message>
        <source>A beside B</source>
        <translation>AとBを左右に並べます</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差分</translation>
    </message>
    <message>
        <source>Ctrl+Alt+3</source>
        <translation>Ctrl+Alt+3</translation>
    </message>
    <message>
        <source>How far apart the colours are; black where they agree</source>
        <translation>色の違いの大きさ。一致するところは黒になります</translation>
    </message>
    <message>
        <source>Flicker</source>
        <translation>フリッカー</translation>
    </message>
    <message>
        <source>Ctrl+Alt+4</source>
        <translation>Ctrl+Alt+4</translation>
    </message>
    <message>
        <source>A and B in turn</source>
        <translation>AとBを交互に表示します</translation>
    </message>
    <message>
        <source>Swap A and B</source>
        <translation>AとBを入れ替え</translation>
    </message>
    <message>
        <source>Ctrl+Alt+S</source>
        <translation>Ctrl+Alt+S</translation>
    </message>
    <message>
        <source>Play or pause both</source>
        <translation>両方を再生/一時停止</translation>
    </message>
    <message>
        <source>One frame back in both</source>
        <translation>両方を1フレーム戻す</translation>
    </message>
    <message>
        <source>One frame on in both</source>
        <translation>両方を1フレーム進める</translation>
    </message>
    <message>
        <source>Show both pixel for pixel</source>
        <translation>両方を等倍で表示</translation>
    </message>
    <message>
        <source>%1: not chosen yet</source>
        <translation>%1：未選択</translation>
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
        <translation>このフレームのPSNR %1</translation>
    </message>
    <message>
        <source>of the clip %1</source>
        <translation>クリップ全体 %1</translation>
    </message>
    <message>
        <source>B is brought from %1×%2 to A&apos;s size</source>
        <translation>Bは%1×%2からAの大きさに変換</translation>
    </message>
    <message>
        <source>A has %1 frames, B %2: the shorter decides</source>
        <translation>Aは%1フレーム、Bは%2フレーム：短い方に合わせます</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::CompareView</name>
    <message>
        <source>Comparison of A and B</source>
        <translation>AとBの比較</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::DecisionStrip</name>
    <message>
        <source>Decisions</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>what if, %1</source>
        <translation>試算 %1</translation>
    </message>
    <message>
        <source>C computed</source>
        <translation>C 計算</translation>
    </message>
    <message>
        <source>R probed, then computed</source>
        <translation>R 探索後に計算</translation>
    </message>
    <message>
        <source>P computed in part</source>
        <translation>P 一部を計算</translation>
    </message>
    <message>
        <source>S reused</source>
        <translation>S 再利用</translation>
    </message>
    <message>
        <source>E estimated from the other branch</source>
        <translation>E もう一方の分岐から推定</translation>
    </message>
    <message>
        <source>plan, %1</source>
        <translation>予定、%1</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ErrorPlot</name>
    <message>
        <source>error, cond</source>
        <translation>誤差、条件付</translation>
    </message>
    <message>
        <source>error, uncond</source>
        <translation>誤差、無条件</translation>
    </message>
    <message>
        <source>accumulated, cond</source>
        <translation>累積、条件付</translation>
    </message>
    <message>
        <source>accumulated, uncond</source>
        <translation>累積、無条件</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>probe error</source>
        <translation>プローブ誤差</translation>
    </message>
    <message>
        <source>Probe error</source>
        <translation>プローブ誤差</translation>
    </message>
    <message>
        <source>Error of every step and the threshold. Up and Down move the threshold, Left and Right the cursor.</source>
        <translation>各ステップの誤差としきい値。上下キーでしきい値、左右キーでカーソルを動かします。</translation>
    </message>
    <message>
        <source>%1: error</source>
        <translation>%1：誤差</translation>
    </message>
    <message>
        <source>this method measures no error</source>
        <translation>この手法は誤差を測りません</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>書き出し</translation>
    </message>
    <message>
        <source>From</source>
        <translation>元データ</translation>
    </message>
    <message>
        <source>Latents are decoded anew: exact, where the clip&apos;s file has lost something</source>
        <translation>潜在変数を改めてデコードします。クリップのファイルで失われた情報も正確に再現されます</translation>
    </message>
    <message>
        <source>its latents, decoded anew</source>
        <translation>潜在変数（改めてデコード）</translation>
    </message>
    <message>
        <source>its file</source>
        <translation>クリップのファイル</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>What kind of file is made</source>
        <translation>作成するファイルの種類</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>To the right: finer and larger</source>
        <translation>右へ動かすほど高品質でサイズが大きくなります</translation>
    </message>
    <message>
        <source>Quality on the encoder&apos;s own scale</source>
        <translation>エンコーダー固有の尺度での品質</translation>
    </message>
    <message>
        <source>The encoder&apos;s own scale</source>
        <translation>エンコーダー固有の尺度</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>最初のフレーム</translation>
    </message>
    <message>
        <source>The first frame that is shown</source>
        <translation>表示する最初のフレーム</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最後のフレーム</translation>
    </message>
    <message>
        <source>The last frame that is shown</source>
        <translation>表示する最後のフレーム</translation>
    </message>
    <message>
        <source>the last</source>
        <translation>最後まで</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>回数</translation>
    </message>
    <message>
        <source>How often the frames are played</source>
        <translation>フレームを再生する回数</translation>
    </message>
    <message>
        <source> ×</source>
        <translation> 回</translation>
    </message>
    <message>
        <source>There and back</source>
        <translation>往復</translation>
    </message>
    <message>
        <source>Forwards, then backwards (ping-pong)</source>
        <translation>順方向のあと逆方向に再生（ピンポン）</translation>
    </message>
    <message>
        <source>Settings in the file</source>
        <translation>ファイルに含める設定</translation>
    </message>
    <message>
        <source>A file with its settings can be dropped on this window</source>
        <translation>設定を含むファイルは、このウィンドウにドロップできます</translation>
    </message>
    <message>
        <source>all, so that it can be made again</source>
        <translation>すべて（再現可能）</translation>
    </message>
    <message>
        <source>all but the prompts</source>
        <translation>プロンプト以外すべて</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Where the file goes</source>
        <translation>ファイルの保存先</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Puts it into the queue</source>
        <translation>キューに追加します</translation>
    </message>
    <message>
        <source>Against the other side</source>
        <translation>もう一方と比較</translation>
    </message>
    <message>
        <source>Both results in one file, as layout Compare shows them</source>
        <translation>比較レイアウトと同じように、両方の結果を一つのファイルにします</translation>
    </message>
    <message>
        <source>Against %1</source>
        <translation>%1 と比較</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>表示方法</translation>
    </message>
    <message>
        <source>How the two stand in the picture</source>
        <translation>画面内での二つの並べ方</translation>
    </message>
    <message>
        <source>wipe</source>
        <translation>ワイプ</translation>
    </message>
    <message>
        <source>side by side</source>
        <translation>並べて表示</translation>
    </message>
    <message>
        <source>difference</source>
        <translation>差分</translation>
    </message>
    <message>
        <source>Divider</source>
        <translation>境界</translation>
    </message>
    <message>
        <source>Share of the width that A has</source>
        <translation>幅のうち A が占める割合</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>倍率</translation>
    </message>
    <message>
        <source>Differences are multiplied by it</source>
        <translation>差分に掛ける倍率</translation>
    </message>
    <message>
        <source>Decisions below the pictures</source>
        <translation>映像の下に判定を表示</translation>
    </message>
    <message>
        <source>The lanes of both runs, burnt into the picture</source>
        <translation>両方の実行の判定レーンを映像に焼き込みます</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>to</source>
        <translation>～</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>フォルダーを選択</translation>
    </message>
    <message>
        <source>…</source>
        <translation>…</translation>
    </message>
    <message>
        <source>one picture</source>
        <translation>画像 1 枚</translation>
    </message>
    <message>
        <source>to the end of the clip</source>
        <translation>クリップの最後まで</translation>
    </message>
    <message>
        <source>%1 frames, %2 s at %3 a second</source>
        <translation>%1フレーム、%2秒（毎秒%3）</translation>
    </message>
    <message>
        <source>%1 frames</source>
        <translation>%1フレーム</translation>
    </message>
    <message>
        <source>→ %1</source>
        <translation>→ %1</translation>
    </message>
    <message>
        <source>Folder for exports</source>
        <translation>書き出し先のフォルダー</translation>
    </message>
    <message>
        <source>Without an ending; may hold %1, which the run fills in</source>
        <translation>拡張子なし。%1 を使うと、実行の値に置き換えられます</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>そのフォルダーはありません。</translation>
    </message>
    <message>
        <source>The folder cannot be written to.</source>
        <translation>このフォルダーには書き込めません。</translation>
    </message>
    <message>
        <source>The name cannot be that of a file.</source>
        <translation>ファイル名として使えません。</translation>
    </message>
    <message>
        <source>Too many files have this name.</source>
        <translation>同じ名前のファイルが多すぎます。</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>実行%1</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::FirstSteps</name>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>はじめに</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation>%1/%2：%3</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>はじめる</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::FrameView</name>
    <message>
        <source>Preview</source>
        <translation>プレビュー</translation>
    </message>
    <message>
        <source>error here: %1</source>
        <translation>ここの誤差：%1</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::HeatBar</name>
    <message>
        <source>Where it hurts</source>
        <translation>誤差の分布</translation>
    </message>
    <message>
        <source>Heat map: sum over the steps</source>
        <translation>ヒートマップ：全ステップの合計</translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation>Ctrl+H</translation>
    </message>
    <message>
        <source>A heat map over the preview: the probe error of every token</source>
        <translation>プレビューに重ねるヒートマップ：トークンごとのプローブ誤差</translation>
    </message>
    <message>
        <source>Ctrl+Shift+H</source>
        <translation>Ctrl+Shift+H</translation>
    </message>
    <message>
        <source>The heat map adds up every step, or shows the one under the cursor</source>
        <translation>ヒートマップで全ステップを合計するか、カーソル位置のステップを表示します</translation>
    </message>
    <message>
        <source>this step</source>
        <translation>このステップ</translation>
    </message>
    <message>
        <source>summed</source>
        <translation>合計</translation>
    </message>
    <message>
        <source>Heat map of</source>
        <translation>ヒートマップの対象</translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation>ヒートマップの不透明度</translation>
    </message>
    <message>
        <source>What the heat map shows</source>
        <translation>ヒートマップの表示内容</translation>
    </message>
    <message>
        <source>opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>No heat map yet: with this on, a run makes one at every step with a probe.</source>
        <translation>ヒートマップはまだありません。これをオンにして実行すると、プローブのあるステップごとに作られます。</translation>
    </message>
    <message>
        <source>summed steps: %1</source>
        <translation>合計したステップ：%1</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>ステップ%1</translation>
    </message>
    <message>
        <source>step %1 was computed without a probe: no error to show</source>
        <translation>ステップ%1はプローブなしで計算されたため、表示する誤差がありません</translation>
    </message>
    <message>
        <source>step %1 ran while the heat map was off</source>
        <translation>ステップ%1の実行時、ヒートマップはオフでした</translation>
    </message>
    <message>
        <source>step %1 is no longer kept</source>
        <translation>ステップ%1の記録はもう残っていません</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::HeatLegend</name>
    <message>
        <source>Colours of the heat map</source>
        <translation>ヒートマップの配色</translation>
    </message>
    <message>
        <source>Relative change of the probe of a token, from %1 (dark) to %2 (light)</source>
        <translation>トークンごとのプローブの相対変化。%1（暗）〜%2（明）</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ImageBox</name>
    <message>
        <source>Choose…</source>
        <translation>選択…</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>最初のフレーム</translation>
    </message>
    <message>
        <source>A picture to begin the clip with; it can be dropped here too</source>
        <translation>クリップの始まりとなる画像。ここにドロップもできます</translation>
    </message>
    <message>
        <source>Choose the first frame</source>
        <translation>最初のフレームを選択</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Remove the first frame</source>
        <translation>最初のフレームを削除</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Drop a picture here</source>
        <translation>ここに画像をドロップ</translation>
    </message>
    <message>
        <source>%1, %2×%3</source>
        <translation>%1、%2×%3</translation>
    </message>
    <message>
        <source>%1 cannot be shown</source>
        <translation>%1 は表示できません</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.webp *.bmp)</source>
        <translation>画像 (*.png *.jpg *.jpeg *.webp *.bmp)</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::LibraryDialog</name>
    <message>
        <source>denoiser</source>
        <translation>デノイザー</translation>
    </message>
    <message>
        <source>VAE</source>
        <translation>VAE</translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation>テキストエンコーダー</translation>
    </message>
    <message>
        <source>image encoder</source>
        <translation>画像エンコーダー</translation>
    </message>
    <message>
        <source>tokenizer</source>
        <translation>トークナイザー</translation>
    </message>
    <message>
        <source>✓ found</source>
        <translation>✓ あり</translation>
    </message>
    <message>
        <source>in another place</source>
        <translation>別の場所にあり</translation>
    </message>
    <message>
        <source>✗ gone</source>
        <translation>✗ 消失</translation>
    </message>
    <message>
        <source>✗ lacks</source>
        <translation>✗ 不足</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>不完全</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>使用可能</translation>
    </message>
    <message>
        <source>complete, not supported yet</source>
        <translation>完全、ただし未対応</translation>
    </message>
    <message>
        <source>get %1</source>
        <translation>%1を入手</translation>
    </message>
    <message>
        <source>%1: link it into %2</source>
        <translation>%1：%2にリンクを作成</translation>
    </message>
    <message>
        <source>parts only</source>
        <translation>部品のみ</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>フォルダーを追加…</translation>
    </message>
    <message>
        <source>Look for models in a folder and all below it</source>
        <translation>フォルダーとその下位からモデルを探します</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>登録を解除</translation>
    </message>
    <message>
        <source>Take the folder out of the library; its files stay</source>
        <translation>フォルダーをライブラリから外します。ファイルは残ります</translation>
    </message>
    <message>
        <source>Scan again</source>
        <translation>再スキャン</translation>
    </message>
    <message>
        <source>See what is new in the folder</source>
        <translation>フォルダーの変更を確認します</translation>
    </message>
    <message>
        <source>Stop scan</source>
        <translation>スキャンを中止</translation>
    </message>
    <message>
        <source>What was known stays</source>
        <translation>これまでの登録内容は残ります</translation>
    </message>
    <message>
        <source>Model library</source>
        <translation>モデルライブラリ</translation>
    </message>
    <message>
        <source>Folders of the library</source>
        <translation>ライブラリのフォルダー</translation>
    </message>
    <message>
        <source>Families, models and their parts</source>
        <translation>系列、モデルとその部品</translation>
    </message>
    <message>
        <source>Model and part</source>
        <translation>モデルと部品</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Where, or what to get</source>
        <translation>場所、または入手するもの</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>ライセンス</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>絞り込み</translation>
    </message>
    <message>
        <source>Filter: words of family, model, part, state or licence</source>
        <translation>絞り込み：系列、モデル、部品、状態、ライセンスの語</translation>
    </message>
    <message>
        <source>Scanning, %1 files looked at: %2</source>
        <translation>スキャン中、%1ファイルを確認：%2</translation>
    </message>
    <message>
        <source>Folder with models</source>
        <translation>モデルのフォルダー</translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation>読み込めなかったもの</translation>
    </message>
    <message>
        <source>not usable</source>
        <translation>使用不可</translation>
    </message>
    <message>
        <source>A scan goes, or waits until the run has ended.</source>
        <translation>スキャン中、または実行の終了を待っています。</translation>
    </message>
    <message>
        <source>No folder yet. Only names and headers are read; nothing is copied.</source>
        <translation>フォルダーはまだありません。読むのは名前とヘッダーだけで、何もコピーしません。</translation>
    </message>
    <message>
        <source>%1 models, %2 ready to generate with.</source>
        <translation>モデル%1個、うち生成に使えるもの%2個。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::LinkedTraces</name>
    <message>
        <source>How the decisions differ</source>
        <translation>判定の違い</translation>
    </message>
    <message>
        <source>The step under the cursor, in both runs</source>
        <translation>カーソル位置のステップ（両方の実行）</translation>
    </message>
    <message>
        <source>Probe error of %1</source>
        <translation>%1のプローブ誤差</translation>
    </message>
    <message>
        <source>The decisions stand here when both runs left a trace.</source>
        <translation>両方の実行にトレースがあれば、判定がここに表示されます。</translation>
    </message>
    <message>
        <source>Decided differently at %1 of %2 steps (framed). Ideal: A %3×, B %4×.</source>
        <translation>%2ステップのうち%1ステップで判定が異なります（枠付き）。理論値：A %3×、B %4×。</translation>
    </message>
    <message>
        <source>point at a step</source>
        <translation>ステップを指してください</translation>
    </message>
    <message>
        <source>no such step</source>
        <translation>該当するステップなし</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1, step %2: %3</source>
        <translation>%1、ステップ%2：%3</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::LoraList</name>
    <message>
        <source>Add…</source>
        <translation>追加…</translation>
    </message>
    <message>
        <source>Add LoRA files</source>
        <translation>LoRAファイルを追加</translation>
    </message>
    <message>
        <source>Files of changes that are merged into the model</source>
        <translation>モデルに統合する差分のファイル</translation>
    </message>
    <message>
        <source>LoRA files</source>
        <translation>LoRAファイル</translation>
    </message>
    <message>
        <source>Weight of the LoRA</source>
        <translation>LoRAの重み</translation>
    </message>
    <message>
        <source>How much of the chosen file counts; 0 is as without it</source>
        <translation>選んだファイルをどれだけ効かせるか。0なら使わないのと同じです</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>外す</translation>
    </message>
    <message>
        <source>Remove the LoRA</source>
        <translation>LoRAを外す</translation>
    </message>
    <message>
        <source>Take the chosen file out of the list (Del)</source>
        <translation>選んだファイルを一覧から外します (Del)</translation>
    </message>
    <message>
        <source>LoRA files (*.safetensors *.pt *.pth)</source>
        <translation>LoRAファイル (*.safetensors *.pt *.pth)</translation>
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
        <translation>プロンプト</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>キャッシュ</translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>Queue and history</source>
        <translation>キューと履歴</translation>
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation>先にプロンプトを入力してください。</translation>
    </message>
    <message>
        <source>Added to the queue.</source>
        <translation>キューに追加しました。</translation>
    </message>
    <message>
        <source>The settings and the recorded steps; the run can be started again from the list.</source>
        <translation>設定と記録済みのステップは残っています。一覧から実行し直せます。</translation>
    </message>
    <message>
        <source>run ended: %1</source>
        <translation>実行が終了：%1</translation>
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
        <translation>実行を開始します</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>一時停止</translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation>Ctrl+P</translation>
    </message>
    <message>
        <source>Hold the run between two blocks</source>
        <translation>ブロックの区切りで実行を止めておきます</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>End the run; the latents of its last whole step are kept</source>
        <translation>実行を終了します。完了した最後のステップの潜在変数は残ります</translation>
    </message>
    <message>
        <source>Stop and discard</source>
        <translation>停止して破棄</translation>
    </message>
    <message>
        <source>Shift+Esc</source>
        <translation>Shift+Esc</translation>
    </message>
    <message>
        <source>End the run and keep nothing of it</source>
        <translation>実行を終了し、何も残しません</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>実行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Clip</source>
        <translation>クリップ(&amp;C)</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>再生/一時停止</translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation>Ctrl+Space</translation>
    </message>
    <message>
        <source>Play the clip</source>
        <translation>クリップを再生します</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>1フレーム戻す</translation>
    </message>
    <message>
        <source>Alt+Left</source>
        <translation>Alt+Left</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>1フレーム前を表示します</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>1フレーム進める</translation>
    </message>
    <message>
        <source>Alt+Right</source>
        <translation>Alt+Right</translation>
    </message>
    <message>
        <source>Step on</source>
        <translation>1フレーム後を表示します</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>編集(&amp;E)</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>元に戻す</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <source>Copy settings as command line</source>
        <translation>設定をコマンドラインとしてコピー</translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation>Ctrl+Shift+C</translation>
    </message>
    <message>
        <source>A line for a shell that runs what the controls say</source>
        <translation>現在の設定で実行するシェルのコマンド行</translation>
    </message>
    <message>
        <source>Copy settings as text</source>
        <translation>設定をテキストとしてコピー</translation>
    </message>
    <message>
        <source>Lines to read: a setting each</source>
        <translation>1行に一つずつ書いた読みやすい形式</translation>
    </message>
    <message>
        <source>Copy settings as JSON</source>
        <translation>設定をJSONとしてコピー</translation>
    </message>
    <message>
        <source>A recipe file for --recipe</source>
        <translation>--recipeに渡すレシピファイル</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>コピーしました。</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>ヘルプ(&amp;H)</translation>
    </message>
    <message>
        <source>Commands and shortcuts</source>
        <translation>コマンドとショートカット</translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <source>Every command with its keys, to look up or to run</source>
        <translation>すべてのコマンドとキーの一覧。検索も実行もできます</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>はじめに</translation>
    </message>
    <message>
        <source>Points at prompt, threshold and decisions</source>
        <translation>プロンプト、しきい値、判定の場所を案内します</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>表示(&amp;V)</translation>
    </message>
    <message>
        <source>Layout: Generate</source>
        <translation>レイアウト：生成</translation>
    </message>
    <message>
        <source>Ctrl+1</source>
        <translation>Ctrl+1</translation>
    </message>
    <message>
        <source>A large preview</source>
        <translation>プレビューを大きく表示します</translation>
    </message>
    <message>
        <source>Layout: Tune</source>
        <translation>レイアウト：調整</translation>
    </message>
    <message>
        <source>Ctrl+2</source>
        <translation>Ctrl+2</translation>
    </message>
    <message>
        <source>Large plots</source>
        <translation>グラフを大きく表示します</translation>
    </message>
    <message>
        <source>Steps as a table</source>
        <translation>ステップの表</translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation>Ctrl+T</translation>
    </message>
    <message>
        <source>Every number of the plots, to read or to copy</source>
        <translation>グラフのすべての数値。コピーもできます</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>テーマ</translation>
    </message>
    <message>
        <source>System</source>
        <translation>システム</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>ハイコントラスト</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>run %1</source>
        <translation>実行%1</translation>
    </message>
    <message>
        <source>Opens when the run has ended.</source>
        <translation>実行が終わると開きます。</translation>
    </message>
    <message>
        <source>The file holds no settings of Plumbline.</source>
        <translation>このファイルにPlumblineの設定は含まれていません。</translation>
    </message>
    <message>
        <source>the dropped file</source>
        <translation>ドロップされたファイル</translation>
    </message>
    <message>
        <source>The file&apos;s settings are those that stand here.</source>
        <translation>ファイルの設定は現在の設定と同じです。</translation>
    </message>
    <message>
        <source>Settings of the file</source>
        <translation>ファイルの設定</translation>
    </message>
    <message>
        <source>Take over the file&apos;s settings?</source>
        <translation>ファイルの設定を適用しますか？</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>ファイル(&amp;F)</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>開く…</translation>
    </message>
    <message>
        <source>A clip, picture, trace or recipe; its settings can come back</source>
        <translation>クリップ、画像、トレース、レシピを開きます。設定も読み戻せます</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>終了</translation>
    </message>
    <message>
        <source>Leave Plumbline</source>
        <translation>Plumblineを終了します</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>最近使ったファイル</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>What Plumbline reads (*.mp4 *.mov *.mkv *.webm *.gif *.webp *.png *.json *.jsonl)</source>
        <translation>Plumblineで開けるファイル (*.mp4 *.mov *.mkv *.webm *.gif *.webp *.png *.json *.jsonl)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>すべてのファイル (*)</translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation>まだ何も開いていません</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>履歴を消去</translation>
    </message>
    <message>
        <source>Say what the clip shows</source>
        <translation>クリップの内容を書く</translation>
    </message>
    <message>
        <source>A model is chosen and a prompt is there. Ctrl+Return generates; everything below can stay as it is.</source>
        <translation>モデルは選択済みで、プロンプトも入っています。Ctrl+Returnで生成が始まります。下の設定はそのままでかまいません。</translation>
    </message>
    <message>
        <source>The threshold is a line</source>
        <translation>しきい値は線</translation>
    </message>
    <message>
        <source>While a run goes, the probe&apos;s error is drawn here. Drag the line marked τ: higher reuses more steps and is faster, lower keeps closer to the uncached clip.</source>
        <translation>実行中、プローブ誤差がここに描かれます。τの線をドラッグしてください。上げると再利用が増えて速くなり、下げるとキャッシュなしのクリップに近づきます。</translation>
    </message>
    <message>
        <source>What was decided, step by step</source>
        <translation>ステップごとの判定</translation>
    </message>
    <message>
        <source>C was computed, S reused the cache, R computed after the probe. While you drag the line, a second lane shows what it would have led to.</source>
        <translation>Cは計算、Sはキャッシュの再利用、Rはプローブ後に計算したステップです。線をドラッグしている間、そのしきい値ならどうなっていたかが二つ目の帯に表示されます。</translation>
    </message>
    <message>
        <source>Everything is as it was.</source>
        <translation>何も変更されていません。</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>ツール(&amp;T)</translation>
    </message>
    <message>
        <source>Model library</source>
        <translation>モデルライブラリ</translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation>Ctrl+L</translation>
    </message>
    <message>
        <source>Folders with models: what is there, and what still lacks</source>
        <translation>モデルのフォルダー：あるものと、まだ足りないもの</translation>
    </message>
    <message>
        <source>About this machine</source>
        <translation>このマシンについて</translation>
    </message>
    <message>
        <source>Ctrl+Shift+I</source>
        <translation>Ctrl+Shift+I</translation>
    </message>
    <message>
        <source>Processor, memory, CUDA, encoders and folders, in words</source>
        <translation>プロセッサ、メモリ、CUDA、エンコーダー、フォルダーの説明</translation>
    </message>
    <message>
        <source>Run %1 has these settings now.</source>
        <translation>実行%1にこの設定を書き込みました。</translation>
    </message>
    <message>
        <source>Layout: Compare</source>
        <translation>レイアウト：比較</translation>
    </message>
    <message>
        <source>Ctrl+3</source>
        <translation>Ctrl+3</translation>
    </message>
    <message>
        <source>Two results against each other</source>
        <translation>二つの結果を比べます</translation>
    </message>
    <message>
        <source>run %1, %2</source>
        <translation>実行%1、%2</translation>
    </message>
    <message>
        <source>, %1× ideal</source>
        <translation>、理論%1×</translation>
    </message>
    <message>
        <source>Co&amp;mpare</source>
        <translation>比較(&amp;M)</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>From the next start on</source>
        <translation>次回の起動から有効になります</translation>
    </message>
    <message>
        <source>The language changes when Plumbline is started again.</source>
        <translation>言語はPlumblineを再起動すると切り替わります。</translation>
    </message>
    <message>
        <source>run %1, %2 · %3</source>
        <translation>実行%1、%2 · %3</translation>
    </message>
    <message>
        <source>No run has left anything to export yet.</source>
        <translation>書き出せる結果はまだありません。</translation>
    </message>
    <message>
        <source>Nothing is left of run %1: neither its clip nor its latents.</source>
        <translation>実行%1のクリップも潜在変数も残っていません。</translation>
    </message>
    <message>
        <source>Generate it again; its settings are in the list.</source>
        <translation>もう一度生成してください。設定は一覧に残っています。</translation>
    </message>
    <message>
        <source>The result itself; the export can be started again from the list.</source>
        <translation>結果そのもの。書き出しは一覧からやり直せます。</translation>
    </message>
    <message>
        <source>Exported: %1</source>
        <translation>書き出しました：%1</translation>
    </message>
    <message>
        <source>exported %1</source>
        <translation>%1 を書き出しました</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>書き出し…</translation>
    </message>
    <message>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <source>Another file of the comparison that is shown, of the chosen run or of the newest</source>
        <translation>表示中の比較、選択した実行、または最新の実行から別のファイルを作成します</translation>
    </message>
    <message>
        <source>Compute the next step</source>
        <translation>次のステップを計算</translation>
    </message>
    <message>
        <source>Ctrl+K</source>
        <translation>Ctrl+K</translation>
    </message>
    <message>
        <source>The next step of both branches is computed, whatever its error</source>
        <translation>誤差にかかわらず、両方の枝で次のステップを計算します</translation>
    </message>
    <message>
        <source>Never skip from here</source>
        <translation>以降はスキップしない</translation>
    </message>
    <message>
        <source>Ctrl+Shift+K</source>
        <translation>Ctrl+Shift+K</translation>
    </message>
    <message>
        <source>Nothing is reused from the next step to the end of this run</source>
        <translation>次のステップからこの実行の終わりまで再利用しません</translation>
    </message>
    <message>
        <source>&amp;Queue</source>
        <translation>キュー(&amp;Q)</translation>
    </message>
    <message>
        <source>Find a run</source>
        <translation>実行を検索</translation>
    </message>
    <message>
        <source>Write into the search field of queue and history</source>
        <translation>キューと履歴の検索欄に入力します</translation>
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
        <translation>次のパネル</translation>
    </message>
    <message>
        <source>F6</source>
        <translation>F6</translation>
    </message>
    <message>
        <source>The keyboard goes to the next panel</source>
        <translation>キーボード操作を次のパネルへ移します</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>前のパネル</translation>
    </message>
    <message>
        <source>Shift+F6</source>
        <translation>Shift+F6</translation>
    </message>
    <message>
        <source>The keyboard goes to the panel before</source>
        <translation>キーボード操作を前のパネルへ移します</translation>
    </message>
    <message>
        <source>Steps of A</source>
        <translation>A のステップ</translation>
    </message>
    <message>
        <source>Steps of B</source>
        <translation>B のステップ</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>ステップ</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <source>Add LoRA files</source>
        <translation>LoRAファイルを追加</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L</source>
        <translation>Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>Choose files of changes that are merged into the model</source>
        <translation>モデルに統合する差分のファイルを選びます</translation>
    </message>
    <message>
        <source>%1 is merged into the model of the next run.</source>
        <translation>%1は次の実行でモデルに統合されます。</translation>
    </message>
    <message>
        <source>The picture is the first frame.</source>
        <translation>この画像を最初のフレームにしました。</translation>
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
        <translation>%1フレームなら収まります</translation>
    </message>
    <message>
        <source>%1 × %2 would</source>
        <translation>%1×%2 なら収まります</translation>
    </message>
    <message>
        <source>a smaller model might</source>
        <translation>より小さいモデルなら収まる可能性があります</translation>
    </message>
    <message>
        <source>Memory: about %1 of %2 free</source>
        <translation>メモリ：空き %2 のうち約 %1</translation>
    </message>
    <message>
        <source>%1: fits.</source>
        <translation>%1。収まります。</translation>
    </message>
    <message>
        <source>%1: tight, other programs may slow down.</source>
        <translation>%1。余裕がわずかで、ほかのプログラムが遅くなることがあります。</translation>
    </message>
    <message>
        <source>%1: does not fit; %2.</source>
        <translation>%1。収まりません。%2。</translation>
    </message>
    <message>
        <source>decoding in tiles would</source>
        <translation>タイル分割デコードなら収まります</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ParamEditor</name>
    <message>
        <source>Ticks below: errors of the run shown, %1 to %2 (%3 of them).</source>
        <translation>下の目盛り：表示中の実行の誤差、%1〜%2（%3個）。</translation>
    </message>
    <message>
        <source>%1, coarse</source>
        <translation>%1（粗調整）</translation>
    </message>
    <message>
        <source>none</source>
        <translation>なし</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PlotPanel</name>
    <message>
        <source>The step under the cursor</source>
        <translation>カーソル位置のステップ</translation>
    </message>
    <message>
        <source>What another threshold would do</source>
        <translation>別のしきい値での試算</translation>
    </message>
    <message>
        <source>threshold %1: %2 of %3 calls reused, ideal %4× (now %5×).</source>
        <translation>しきい値%1：呼び出し%3回のうち%2回を再利用、理論%4×（現在%5×）。</translation>
    </message>
    <message numerus="yes">
        <source>Earlier what-ifs were off by %1× (mean of %n).</source>
        <translation>
            <numerusform>これまでの試算の誤差は%1×（%n回の平均）。</numerusform>
        </translation>
    </message>
    <message>
        <source>The rule replayed on this run&apos;s errors; where decisions change, later errors would change too.</source>
        <translation>この実行の誤差に規則を当てはめた試算です。判定が変われば、その後の誤差も変わります。</translation>
    </message>
    <message>
        <source>Start a run, or point at a step to see how it was decided.</source>
        <translation>実行を始めるか、ステップを指すと、判定の内訳が表示されます。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>step %1 · %2</source>
        <translation>ステップ%1 · %2</translation>
    </message>
    <message>
        <source>The schedule of this method is known before the run.</source>
        <translation>この手法のスケジュールは実行前に決まっています。</translation>
    </message>
    <message>
        <source>Planned: %1 of %2 block evaluations, %3 of them in parts.</source>
        <translation>予定: ブロックの評価%2回中%1回、うち%3回は一部のみ。</translation>
    </message>
    <message>
        <source>Planned: %1 of %2 block evaluations, %3 times fewer.</source>
        <translation>予定: ブロックの評価%2回中%1回、%3分の1。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PolicyPanel</name>
    <message>
        <source>Compute the next step</source>
        <translation>次のステップを計算</translation>
    </message>
    <message>
        <source>Never skip from here</source>
        <translation>以降はスキップしない</translation>
    </message>
    <message>
        <source>Cache method</source>
        <translation>キャッシュ方式</translation>
    </message>
    <message>
        <source>How steps are reused</source>
        <translation>ステップを再利用する方法</translation>
    </message>
    <message>
        <source>The next step of both branches is computed, whatever its error</source>
        <translation>誤差にかかわらず、次のステップを両方の分岐で計算します</translation>
    </message>
    <message>
        <source>Nothing is reused from the next step to the end of this run</source>
        <translation>次のステップからこの実行の終わりまで、再利用しません</translation>
    </message>
    <message>
        <source>What the doctor says</source>
        <translation>診断の内容</translation>
    </message>
    <message>
        <source>After a run, the doctor says here what the cache did.</source>
        <translation>実行が終わると、キャッシュの働きについての診断がここに表示されます。</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>診断</translation>
    </message>
    <message>
        <source>The what-if before this run: %1.</source>
        <translation>この実行の前の試算：%1。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PreviewPane</name>
    <message>
        <source>One frame back</source>
        <translation>1フレーム戻す</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>再生/一時停止</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>1フレーム進める</translation>
    </message>
    <message>
        <source>Play again and again</source>
        <translation>繰り返し再生</translation>
    </message>
    <message>
        <source>Show pixel for pixel</source>
        <translation>等倍で表示</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>フレーム</translation>
    </message>
    <message>
        <source>The picture appears here.
Press Ctrl+Return to generate.</source>
        <translation>画像はここに表示されます。
Ctrl+Returnで生成します。</translation>
    </message>
    <message>
        <source>Waiting for the first step…</source>
        <translation>最初のステップを待っています…</translation>
    </message>
    <message>
        <source>preview of step %1, %2 ms</source>
        <translation>ステップ%1のプレビュー、%2 ms</translation>
    </message>
    <message>
        <source>This run left no picture.</source>
        <translation>この実行の画像はありません。</translation>
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
        <translation>プロンプト</translation>
    </message>
    <message>
        <source>What the clip shows</source>
        <translation>クリップの内容</translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation>ネガティブプロンプト</translation>
    </message>
    <message>
        <source>What it must not show</source>
        <translation>含めたくない内容</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>幅</translation>
    </message>
    <message>
        <source>Pixels, a multiple of 16</source>
        <translation>ピクセル、16の倍数</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高さ</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>フレーム数</translation>
    </message>
    <message>
        <source>4n + 1: 17, 33, 81</source>
        <translation>4n + 1：17、33、81</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>1秒あたりのフレーム数</translation>
    </message>
    <message>
        <source>Of the finished clip</source>
        <translation>完成したクリップのフレームレート</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>ステップ数</translation>
    </message>
    <message>
        <source>More are finer and slower</source>
        <translation>多いほど精細で、遅くなります</translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation>ガイダンス</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>シフト</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>シード</translation>
    </message>
    <message>
        <source>The same seed gives the same clip</source>
        <translation>同じシードからは同じクリップができます</translation>
    </message>
    <message>
        <source>new each time</source>
        <translation>毎回変更</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation>サンプラー</translation>
    </message>
    <message>
        <source>How closely the prompt is followed; 1 switches guidance off</source>
        <translation>プロンプトにどれだけ忠実に従うか。1でガイダンスはオフになります</translation>
    </message>
    <message>
        <source>Moves steps towards the noisy end; larger sizes need more</source>
        <translation>ステップをノイズの多い側に寄せます。サイズが大きいほど大きな値が必要です</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>サイズ</translation>
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
        <translation>%1（不完全）</translation>
    </message>
    <message>
        <source>Still lacks: %1</source>
        <translation>不足：%1</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>トークン</translation>
    </message>
    <message>
        <source>%1 and %2 of %3 tokens</source>
        <translation>%1と%2 / %3トークン</translation>
    </message>
    <message>
        <source>%1 of %2 tokens</source>
        <translation>%1 / %2トークン</translation>
    </message>
    <message>
        <source>The model does not read what is beyond.</source>
        <translation>これを超える部分はモデルに読まれません。</translation>
    </message>
    <message>
        <source>Draws a new seed for every run; off: the seed is locked</source>
        <translation>実行のたびに新しいシードを選びます。オフではシードを固定します</translation>
    </message>
    <message>
        <source>Draw a new seed now</source>
        <translation>新しいシードを選ぶ</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>デバイス</translation>
    </message>
    <message>
        <source>Where to compute</source>
        <translation>計算に使うデバイス</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>NVIDIA GPU</source>
        <translation>NVIDIA GPU</translation>
    </message>
    <message>
        <source>Width and height must be multiples of 16: %1 × %2 is near.</source>
        <translation>幅と高さは 16 の倍数にしてください。近い値：%1×%2</translation>
    </message>
    <message>
        <source>Frames must be 4n + 1: %1 is near.</source>
        <translation>フレーム数は 4n + 1 にしてください。近い値：%1</translation>
    </message>
    <message>
        <source>Memory of the run</source>
        <translation>実行に必要なメモリ</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>最初のフレーム</translation>
    </message>
    <message>
        <source>LoRA</source>
        <translation>LoRA</translation>
    </message>
    <message>
        <source>in tiles</source>
        <translation>タイルに分割</translation>
    </message>
    <message>
        <source>Decoding in tiles</source>
        <translation>タイル分割デコード</translation>
    </message>
    <message>
        <source>Takes less memory and more time; pixels differ a little where tiles meet</source>
        <translation>メモリの使用量が減り、時間は長くなります。タイルの継ぎ目で画素値がわずかに変わります</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>デコード</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunPanel</name>
    <message>
        <source>waiting</source>
        <translation>待機中</translation>
    </message>
    <message>
        <source>running</source>
        <translation>実行中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>中断</translation>
    </message>
    <message>
        <source>%1× ideal</source>
        <translation>理論%1×</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>保留</translation>
    </message>
    <message>
        <source>Begin no further run; the one that goes is left alone</source>
        <translation>次の実行を始めません。実行中のものはそのまま続きます</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Show the run and bring its settings back</source>
        <translation>実行を表示し、その設定を読み戻します</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>再実行</translation>
    </message>
    <message>
        <source>Put the run back into the queue</source>
        <translation>実行をキューに戻します</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上へ</translation>
    </message>
    <message>
        <source>Earlier in the queue</source>
        <translation>キューの順番を早めます</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下へ</translation>
    </message>
    <message>
        <source>Later in the queue</source>
        <translation>キューの順番を遅らせます</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>一覧から削除</translation>
    </message>
    <message>
        <source>Take the run off the list; its files stay</source>
        <translation>実行を一覧から外します。ファイルは残ります</translation>
    </message>
    <message>
        <source>Search runs</source>
        <translation>実行を検索</translation>
    </message>
    <message>
        <source>Queue and history</source>
        <translation>キューと履歴</translation>
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
        <translation>現在の設定を、待機中の実行に書き込みます</translation>
    </message>
    <message>
        <source>A</source>
        <translation>A</translation>
    </message>
    <message>
        <source>Put the run on side A of the comparison</source>
        <translation>実行を比較のA側に置きます</translation>
    </message>
    <message>
        <source>B</source>
        <translation>B</translation>
    </message>
    <message>
        <source>Put the run on side B of the comparison</source>
        <translation>実行を比較のB側に置きます</translation>
    </message>
    <message>
        <source>export: %1</source>
        <translation>書き出し：%1</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出し</translation>
    </message>
    <message>
        <source>Make another file of what the run left</source>
        <translation>実行の結果から別のファイルを作成します</translation>
    </message>
    <message>
        <source>Hold the queue</source>
        <translation>キューを保留</translation>
    </message>
    <message>
        <source>Ctrl+Alt+H</source>
        <translation>Ctrl+Alt+H</translation>
    </message>
    <message>
        <source>Open the run</source>
        <translation>実行を開く</translation>
    </message>
    <message>
        <source>Ctrl+Shift+O</source>
        <translation>Ctrl+Shift+O</translation>
    </message>
    <message>
        <source>Update the waiting run</source>
        <translation>待機中の実行を更新</translation>
    </message>
    <message>
        <source>Ctrl+U</source>
        <translation>Ctrl+U</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>もう一度実行</translation>
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
        <translation>実行を一覧から外す</translation>
    </message>
    <message>
        <source>Ctrl+Shift+Del</source>
        <translation>Ctrl+Shift+Del</translation>
    </message>
    <message>
        <source>Compare the run as A</source>
        <translation>A 側で比較</translation>
    </message>
    <message>
        <source>Ctrl+Alt+A</source>
        <translation>Ctrl+Alt+A</translation>
    </message>
    <message>
        <source>Compare the run as B</source>
        <translation>B 側で比較</translation>
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
        <translation>別のPlumbline（プロセス%1）がキューを処理しています。</translation>
    </message>
    <message>
        <source>It takes this run when its turn comes.</source>
        <translation>この実行も、順番が来ればそちらで処理されます。</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunStatus</name>
    <message>
        <source>Ready</source>
        <translation>準備完了</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>進行状況</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation>プロンプトを解析中</translation>
    </message>
    <message>
        <source>Denoising</source>
        <translation>ノイズ除去中</translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation>デコード中</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>書き出し中</translation>
    </message>
    <message>
        <source>Denoising, step %1 of %2</source>
        <translation>ノイズ除去中、ステップ%1/%2</translation>
    </message>
    <message>
        <source>saved %1 %, ideal %2×</source>
        <translation>%1 %削減、理論%2×</translation>
    </message>
    <message>
        <source>, %1 s to go</source>
        <translation>、残り%1秒</translation>
    </message>
    <message>
        <source>memory %1 MB, cache %2 MB</source>
        <translation>メモリ%1 MB、キャッシュ%2 MB</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Stopped; the last whole step is kept</source>
        <translation>停止しました。完了した最後のステップは残っています</translation>
    </message>
    <message>
        <source>Stopped; nothing is kept</source>
        <translation>停止しました。何も残していません</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Exported</source>
        <translation>書き出し完了</translation>
    </message>
    <message>
        <source>Export stopped; no file was made</source>
        <translation>書き出しを中止しました。ファイルは作成されていません</translation>
    </message>
    <message>
        <source>Export failed</source>
        <translation>書き出し失敗</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>, measured %1×</source>
        <translation>、実測%1×</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::SettingsHistory</name>
    <message>
        <source>edit of the settings</source>
        <translation>設定の変更</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::StaircasePlot</name>
    <message>
        <source>Speed-up over threshold</source>
        <translation>しきい値と高速化率</translation>
    </message>
    <message>
        <source>Ideal speed-up replayed on this run&apos;s errors. Left and Right go to the next tread.</source>
        <translation>この実行の誤差から試算した理論高速化率。左右キーで隣の段に移ります。</translation>
    </message>
    <message>
        <source>Ideal speed-up over the threshold, replayed on this run&apos;s errors. Click to set the threshold.</source>
        <translation>この実行の誤差から試算した、しきい値ごとの理論高速化率。クリックでしきい値を設定します。</translation>
    </message>
    <message>
        <source>predicted</source>
        <translation>予測</translation>
    </message>
    <message>
        <source>actual</source>
        <translation>実測</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>ideal ×</source>
        <translation>理論 ×</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::StepTable</name>
    <message>
        <source>Steps</source>
        <translation>ステップ一覧</translation>
    </message>
    <message>
        <source>step</source>
        <translation>ステップ</translation>
    </message>
    <message>
        <source>branch</source>
        <translation>分岐</translation>
    </message>
    <message>
        <source>decision</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>ブロック</translation>
    </message>
    <message>
        <source>error</source>
        <translation>誤差</translation>
    </message>
    <message>
        <source>accumulated</source>
        <translation>累積</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>weight γ</source>
        <translation>重みγ</translation>
    </message>
    <message>
        <source>γ, raw</source>
        <translation>γ（制限前）</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>cache, MB</source>
        <translation>キャッシュ、MB</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>The whole table, for a spreadsheet</source>
        <translation>表全体を、表計算ソフトに貼れる形でコピーします</translation>
    </message>
    <message>
        <source>Speed-up over threshold</source>
        <translation>しきい値と高速化率</translation>
    </message>
    <message>
        <source>from threshold</source>
        <translation>しきい値以上</translation>
    </message>
    <message>
        <source>calls reused</source>
        <translation>再利用した呼び出し</translation>
    </message>
    <message>
        <source>ideal speed-up</source>
        <translation>理論高速化率</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表</translation>
    </message>
    <message>
        <source>in place</source>
        <translation>再利用</translation>
    </message>
    <message>
        <source>tokens, %</source>
        <translation>トークン、%</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::SystemDialog</name>
    <message>
        <source>About this machine</source>
        <translation>このマシンについて</translation>
    </message>
    <message>
        <source>The engine is looking; while a run goes it answers when that has ended.</source>
        <translation>エンジンが調べています。実行中の場合は、終わってから表示されます。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>The whole text</source>
        <translation>全文をコピーします</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::TimingPlot</name>
    <message>
        <source>ms a step</source>
        <translation>ステップ時間、ms</translation>
    </message>
    <message>
        <source>cache, MB</source>
        <translation>キャッシュ、MB</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>step</source>
        <translation>ステップ</translation>
    </message>
    <message>
        <source>Time and memory</source>
        <translation>時間とメモリ</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::TroubleDialog</name>
    <message>
        <source>What happened</source>
        <translation>起きたこと</translation>
    </message>
    <message>
        <source>What was kept</source>
        <translation>残っているもの</translation>
    </message>
    <message>
        <source>What to try</source>
        <translation>試せること</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>処理できませんでした</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>詳細をコピー</translation>
    </message>
    <message>
        <source>Open log</source>
        <translation>ログを開く</translation>
    </message>
    <message>
        <source>The log may say more; the details help whoever looks into it.</source>
        <translation>ログにさらに情報があるかもしれません。詳細は原因を調べる人の助けになります。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>plumbline::ui::WeightPlot</name>
    <message>
        <source>γ, cond</source>
        <translation>γ、条件付</translation>
    </message>
    <message>
        <source>raw, cond</source>
        <translation>制限前、条件付</translation>
    </message>
    <message>
        <source>γ, uncond</source>
        <translation>γ、無条件</translation>
    </message>
    <message>
        <source>raw, uncond</source>
        <translation>制限前、無条件</translation>
    </message>
    <message>
        <source>weight γ</source>
        <translation>重みγ</translation>
    </message>
    <message>
        <source>Alignment weight</source>
        <translation>アラインメント重み</translation>
    </message>
    <message>
        <source>nothing was aligned</source>
        <translation>整列は行われませんでした</translation>
    </message>
</context>
</TS>
