/** Packages whose name is that of the module which they install; no other is ever proposed to be installed. */
const sameName = [
  'numpy pandas matplotlib scipy seaborn sympy networkx statsmodels polars plotly bokeh altair xarray dask numba h5py',
  'torch torchvision tensorflow keras jax transformers datasets tokenizers accelerate evaluate gradio diffusers',
  'requests aiohttp httpx flask fastapi django sqlalchemy pydantic uvicorn starlette jinja2 click typer rich tqdm',
  'pytest hypothesis aiosqlite aiofiles anyio trio websockets redis psycopg pymongo openpyxl lxml cython ipywidgets',
  'huggingface_hub langchain langgraph smolagents openai tiktoken gymnasium',
  'geopandas shapely rasterio folium astropy biopython nltk spacy gensim xgboost lightgbm pyarrow duckdb nbformat',
]
  .join(' ')
  .split(' ');

const otherName: Readonly<Record<string, string>> = {
  PIL: 'pillow',
  bs4: 'beautifulsoup4',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  dotenv: 'python-dotenv',
  IPython: 'ipython',
  llama_index: 'llama-index',
  mpl_toolkits: 'matplotlib',
  serial: 'pyserial',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
  Bio: 'biopython',
  'google.cloud.bigquery': 'google-cloud-bigquery',
  'google.cloud.storage': 'google-cloud-storage',
  'google.generativeai': 'google-generativeai',
  'google.genai': 'google-genai',
  'google.protobuf': 'protobuf',
  'ruamel.yaml': 'ruamel.yaml',
};

/** The package that installs a module, where it is a well-known one: strangers' packages are called like anything. */
export function distributionOf(module: string): string | undefined {
  return otherName[module] ?? (sameName.includes(module) ? module : undefined);
}

/** Modules of Python's own library that newer versions do not have. */
export const removedModules: ReadonlySet<string> = new Set(
  [
    'asynchat asyncore distutils imp smtpd',
    'aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau telnetlib',
    'uu xdrlib lib2to3',
    // Of Python 2
    'urllib2 urlparse ConfigParser Queue StringIO cPickle cStringIO Tkinter tkMessageBox httplib HTMLParser cookielib',
    'commands __builtin__ exceptions SocketServer SimpleHTTPServer BaseHTTPServer',
  ]
    .join(' ')
    .split(' '),
);

const aliases: Readonly<Record<string, string>> = {
  np: 'numpy',
  pd: 'pandas',
  plt: 'matplotlib.pyplot',
  mpl: 'matplotlib',
  sns: 'seaborn',
  nx: 'networkx',
  sp: 'scipy',
  tf: 'tensorflow',
};

/**
 * Modules of Python's library that lessons forget to import, and that nobody calls a variable by. Lessons tell their readers
 * to install some, too: packages of these names are strangers', or of the time before.
 */
export const ownModules: ReadonlySet<string> = new Set(
  'argparse ast asyncio collections contextlib copy csv dataclasses hashlib importlib multiprocessing typing zoneinfo datetime decimal fractions functools glob io itertools json logging math os pathlib pickle random re shutil sqlite3 statistics string subprocess sys tempfile textwrap threading time unittest urllib'.split(
    ' ',
  ),
);

/** The module that a name stands for in code that has forgotten to import it: `np`, `math`. */
export function moduleOfAlias(name: string): string | undefined {
  return aliases[name] ?? (ownModules.has(name) || sameName.includes(name) ? name : undefined);
}
