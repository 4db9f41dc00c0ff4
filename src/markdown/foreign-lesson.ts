/** What only lessons of other tools hold: directives and chunks, Pandoc's attributes, tags and headers of their own. */
const constructs =
  /^[ \t>]*(?:(?:`{3,}|~{3,}|:{3,}[ \t]*)\{[A-Za-z.#]|:{3,}[ \t]+(?:challenge|questions|objectives|keypoints|prereq|callout|testimonial)\b|\{#if[ \t]|<(?:CourseFloatingBanner|FrameworkSwitchCourse|Tip|Youtube|Question)\b|\[\[open-in-colab\]\]|\{:[^}\n]*\}[ \t]*$|\{%|\+{3}[ \t]*$|\([\w:-]+\)=[ \t]*$|(?:!!!|\?{3}\+?)[ \t]+[a-z])/m;

/** Keys of a header by which other tools know their own files. */
const headerKeys =
  /^(?:jupyter|jupytext|kernelspec|file_format|format|output|editor|engine|knitr|execute|teaching|questions|objectives|layout|permalink|nav_order|parent|sidebar_position|sidebar_label|slug|draft|weight|categories|vignette|learning_goals|short_title|site|csl)[ \t]*:/m;

/** Whether a lesson is written in another tool's dialect, so that words of that tool are at home in it. */
export function isForeignLesson(text: string): boolean {
  if (constructs.test(text)) return true;
  const header = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*$/m.exec(text);
  return header?.index === 0 && headerKeys.test(header[1] ?? '');
}
