import type { Rules } from '../rule.ts';

/** What can be wrong between the lessons and the notebooks on disk. */
export const buildRules = {
  'notebook-invalid': {
    severity: 'error',
    what: 'A lesson would make a notebook that nbformat refuses.',
    why: 'Jupyter could not open it. Nothing is written.',
    fix: 'Report it together with the lesson: it is a mistake of coursewright.',
  },
  'answers-shown': {
    severity: 'warning',
    what: 'A lesson that is named as answers are becomes a notebook for students.',
    why: 'Courses often keep their answers in files of their own, and students would get them with the first build.',
    fix: 'Name it, or its folder, under `instructors:` in coursewright.yaml, or turn the rule off.',
  },
  'notebook-missing': {
    severity: 'error',
    what: 'A lesson has no notebook on disk.',
    why: 'What is not there cannot be given to students.',
    fix: 'coursewright build',
  },
  'notebook-stale': {
    severity: 'error',
    what: 'A notebook on disk is not what its lesson makes now.',
    why: 'Students would get another text than the one that was proven.',
    fix: 'coursewright build',
  },
  'notebook-hand-edited': {
    severity: 'error',
    what: 'A generated notebook was changed by hand.',
    why: 'The next build would lose the change; until then lesson and notebook say different things.',
    fix: 'Carry the change over into the lesson, then coursewright build --force',
  },
  'notebook-orphaned': {
    severity: 'warning',
    what: 'A notebook was made of a lesson that is not there any more, or is a copy of a notebook that has another place.',
    why: 'Nobody keeps it true.',
    fix: '`coursewright build --prune` removes it if it stands where a build put it. A copy it leaves alone: move it out of the folder, or remove it yourself.',
  },
  'lesson-unreadable': {
    severity: 'error',
    what: 'The file of a lesson cannot be read.',
    why: 'There is nothing to compile.',
    fix: 'Check that the file is there and may be read.',
  },
  'file-missing': {
    severity: 'error',
    what: 'A file that the lesson names in its front matter is not there.',
    why: 'The lesson would fail for everybody who opens it.',
    fix: 'Add the file, or correct its path; it is relative to the lesson.',
  },
  'file-too-large': {
    severity: 'error',
    what: 'The files that a lesson reads are too large, or too many, to be copied beside its notebooks.',
    why: 'Without them its notebooks do not run; with them a repository soon has more data than text.',
    fix: 'Name fewer files, or name under `files:` in the front matter those that are to be copied all the same.',
  },
  'file-out-of-reach': {
    severity: 'error',
    what: 'A file that the code of a lesson reads is nowhere for its notebook.',
    why: 'The notebook stands in another folder than the lesson: a path that leads out of the notebooks leads to another place.',
    fix: 'Put the file below the folder of the lessons, and name it as it stands there.',
  },
  'file-conflict': {
    severity: 'error',
    what: 'Two files of a course have to stand at one place beside a notebook.',
    why: 'One of them would be read in place of the other.',
    fix: 'Give one of them another name.',
  },
  'notebook-file-missing': {
    severity: 'error',
    what: 'A file that a notebook needs does not stand beside it.',
    why: 'The notebook would fail for everybody who opens it.',
    fix: 'coursewright build',
  },
  'notebook-file-stale': {
    severity: 'error',
    what: 'A file beside a notebook is not what the course has there now.',
    why: 'Students would run the notebook with other data than what was proven.',
    fix: 'coursewright build',
  },
  'notebook-file-taken': {
    severity: 'error',
    what: "Where a notebook's file has to stand, there is one that build did not write, or that was changed since.",
    why: 'build never overwrites what is not its own.',
    fix: 'Move or remove that file, then coursewright build.',
  },
} as const satisfies Rules;
