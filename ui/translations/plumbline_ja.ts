<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja_JP">
<context>
    <name>Prediction</name>
    <message>
        <source>threshold %1: predicted %2×, %3 of %4 reused; actual %5×, %6 reused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Generates video and shows how its cache decides.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show a recorded run (generate --trace) without a model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many times faster than it was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A clip, picture, trace or recipe to open.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui</name>
    <message>
        <source>; the newest residual is added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>; γ = %1 → R2 + %1 (R1 − R2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, clipped from %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>computed after the probe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reused in part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>estimated from the other branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no finite error → %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> (asked for)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> %1 would reuse about %2 (%3×).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No model calls were recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too few steps to cache: of %1 steps the rule was asked at %2 calls; use more steps or a shorter retention.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 calls measured an error that is no finite number; they were computed. Look at the model&apos;s files and the precision.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 of %1 eligible calls reused: the smallest error %2 is above the threshold %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>0 of %1 eligible calls reused, but almost: the smallest error %2 is close above the threshold %3.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All %1 eligible calls were reused: the threshold %2 decides nothing; any above %3 does the same.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A cliff is near the threshold %1: at %2 the speed-up would be %3×.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The alignment weight was clipped in %1 of %2 reused calls: the trajectory turns faster than the cap allows; a lower threshold keeps closer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The guidance branches disagree at %1 of %2 steps: one was computed where the other was reused.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 eligible calls reused; ideal speed-up %3×.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::CommandPalette</name>
    <message>
        <source>Commands and shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::DecisionStrip</name>
    <message>
        <source>cond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>uncond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what if, %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C computed   R probed, then computed   S reused</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ErrorPlot</name>
    <message>
        <source>error, cond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error, uncond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accumulated, cond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accumulated, uncond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>probe error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Probe error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Error of every step and the threshold. Up and Down move the threshold, Left and Right the cursor.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::FirstSteps</name>
    <message>
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::FrameView</name>
    <message>
        <source>Preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error here: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::HeatBar</name>
    <message>
        <source>Where it hurts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heat map: sum over the steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+H</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A heat map over the preview: the probe error of every token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+H</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The heat map adds up every step, or shows the one under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>summed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heat map of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity of the heat map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the heat map shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No heat map yet: with this on, a run makes one at every step with a probe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>summed steps: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 was computed without a probe: no error to show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 ran while the heat map was off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 is no longer kept</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::HeatLegend</name>
    <message>
        <source>Colours of the heat map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Relative change of the probe of a token, from %1 (dark) to %2 (light)</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::LibraryDialog</name>
    <message>
        <source>denoiser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>VAE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>text encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>image encoder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tokenizer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✓ found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in another place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>✗ lacks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>complete, not supported yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>get %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: link it into %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>parts only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for models in a folder and all below it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the folder out of the library; its files stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scan again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See what is new in the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop scan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was known stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders of the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Families, models and their parts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model and part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where, or what to get</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Filter: words of family, model, part, state or licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scanning, %1 files looked at: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder with models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not usable</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A scan goes, or waits until the run has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No folder yet. Only names and headers are read; nothing is copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 models, %2 ready to generate with.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::MainWindow</name>
    <message>
        <source>Plumbline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue and history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write a prompt first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Added to the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings and the recorded steps; the run can be started again from the list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run ended: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Generate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Return</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+P</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold the run between two blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the run; the latents of its last whole step are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop and discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift+Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End the run and keep nothing of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play the clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+Left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alt+Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Step on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy settings as command line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+C</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A line for a shell that runs what the controls say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy settings as text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lines to read: a setting each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy settings as JSON</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A recipe file for --recipe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands and shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+P</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every command with its keys, to look up or to run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Points at prompt, threshold and decisions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layout: Generate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A large preview</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Layout: Tune</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Large plots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps as a table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+T</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every number of the plots, to read or to copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opens when the run has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file holds no settings of Plumbline.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the dropped file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file&apos;s settings are those that stand here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take over the file&apos;s settings?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A clip, picture, trace or recipe; its settings can come back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave Plumbline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What Plumbline reads (*.mp4 *.mov *.mkv *.webm *.gif *.webp *.png *.json *.jsonl)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing was opened yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Say what the clip shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A model is chosen and a prompt is there. Ctrl+Return generates; everything below can stay as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The threshold is a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>While a run goes, the probe&apos;s error is drawn here. Drag the line marked τ: higher reuses more steps and is faster, lower keeps closer to the uncached clip.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was decided, step by step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>C was computed, S reused the cache, R computed after the probe. While you drag the line, a second lane shows what it would have led to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Everything is as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+L</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folders with models: what is there, and what still lacks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+Shift+I</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Processor, memory, CUDA, encoders and folders, in words</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::ParamEditor</name>
    <message>
        <source>Ticks below: errors of the run shown, %1 to %2 (%3 of them).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, coarse</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PlotPanel</name>
    <message>
        <source>The step under the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What another threshold would do</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold %1: %2 of %3 calls reused, ideal %4× (now %5×).</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Earlier what-ifs were off by %1× (mean of %n).</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>The rule replayed on this run&apos;s errors; where decisions change, later errors would change too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start a run, or point at a step to see how it was decided.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step %1 · %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PolicyPanel</name>
    <message>
        <source>Compute the next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Never skip from here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cache method</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How steps are reused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The next step of both branches is computed, whatever its error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is reused from the next step to the end of this run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the doctor says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After a run, the doctor says here what the cache did.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The what-if before this run: %1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PreviewPane</name>
    <message>
        <source>One frame back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play again and again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show pixel for pixel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The picture appears here.
Press Ctrl+Return to generate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the first step…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>preview of step %1, %2 ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This run left no picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::PromptPanel</name>
    <message>
        <source>Prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the clip shows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Negative prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What it must not show</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pixels, a multiple of 16</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>4n + 1: 17, 33, 81</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Of the finished clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>More are finer and slower</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Guidance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shift</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed gives the same clip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>new each time</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sampler</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How closely the prompt is followed; 1 switches guidance off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Moves steps towards the noisy end; larger sizes need more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Draws a new seed for every run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source> fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 (incomplete)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Still lacks: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Width and height must be multiples of 16.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames must be 4n + 1: 17, 33, 81.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunPanel</name>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>running</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1× ideal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin no further run; the one that goes is left alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the run and bring its settings back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the run back into the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Earlier in the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Later in the queue</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take the run off the list; its files stay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search runs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Queue and history</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunQueue</name>
    <message>
        <source>Another Plumbline (process %1) works on the queue.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It takes this run when its turn comes.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::RunStatus</name>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the prompt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denoising</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Decoding</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Writing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Denoising, step %1 of %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saved %1 %, ideal %2×</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, %1 s to go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>memory %1 MB, cache %2 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; the last whole step is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stopped; nothing is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Failed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::SettingsHistory</name>
    <message>
        <source>edit of the settings</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::StaircasePlot</name>
    <message>
        <source>Speed-up over threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ideal speed-up replayed on this run&apos;s errors. Left and Right go to the next tread.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ideal speed-up over the threshold, replayed on this run&apos;s errors. Click to set the threshold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>predicted</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>actual</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ideal ×</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::StepTable</name>
    <message>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>branch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accumulated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight γ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>γ, raw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cache, MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole table, for a spreadsheet</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::SystemDialog</name>
    <message>
        <source>About this machine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The engine is looking; while a run goes it answers when that has ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole text</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::TimingPlot</name>
    <message>
        <source>ms a step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cache, MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Time and memory</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::TroubleDialog</name>
    <message>
        <source>What happened</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What was kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What to try</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The log may say more; the details help whoever looks into it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>plumbline::ui::WeightPlot</name>
    <message>
        <source>γ, cond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw, cond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>γ, uncond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>raw, uncond</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>weight γ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Alignment weight</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
