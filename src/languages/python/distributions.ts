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

/** The same of names that code may have for its own things, too: one that is not defined says nothing of a package. */
const nameOfOthers = [
  'imageio pooch cartopy netCDF4 zarr pyproj fiona contextily osmnx rioxarray pystac_client verde metpy siphon',
  'quantecon yfinance wbgapi pandas_datareader linearmodels pyfixest ISLP pingouin lifelines arviz pymc bambi numpyro emcee',
  'optuna shap lime mlxtend missingno yellowbrick imageio_ffmpeg wordcloud textblob gapminder palmerpenguins plotnine lets_plot',
  'torchmetrics torchinfo lightning pytorch_lightning timm torch_geometric sentence_transformers peft trl soundfile librosa',
  'tensorflow_datasets tensorflow_hub tensorboard onnx onnxruntime albumentations ultralytics mediapipe stable_baselines3',
  'pettingzoo sacrebleu rouge_score seqeval pyLDAvis flair hdbscan igraph graphviz pydot rdkit nilearn nibabel mne dipy pydicom',
  'scanpy anndata pysam pyspark ray mlflow wandb streamlit dash panel holoviews hvplot datashader ipyleaflet shiny nicegui',
  'textual pygame pyglet simpy pint uncertainties cvxpy pulp ortools pyomo deap tabulate colorama pendulum arrow psutil',
  'line_profiler memory_profiler pyinstrument snakeviz ipyparallel ipympl numexpr bottleneck more_itertools toolz cloudpickle',
  'joblib orjson simplejson faker responses marshmallow cattrs celery scrapy selenium playwright feedparser markdown pypdf',
  'regex pytz qrcode emoji urllib3 cycler vtk pyevtk k3d autograd modin nipype ipythonblocks cufflinks setuptools',
  'sqlmodel mypy black nox tox cookiecutter vega_datasets pyvista trimesh mpi4py mesa obspy sunpy qiskit pennylane cirq',
]
  .join(' ')
  .split(' ');

const otherName: Readonly<Record<string, string>> = {
  PIL: 'pillow',
  attr: 'attrs',
  bs4: 'beautifulsoup4',
  bson: 'pymongo',
  chart_studio: 'chart-studio',
  community: 'python-louvain',
  Crypto: 'pycryptodome',
  cv2: 'opencv-python-headless',
  dateutil: 'python-dateutil',
  docx: 'python-docx',
  dotenv: 'python-dotenv',
  faiss: 'faiss-cpu',
  fitz: 'pymupdf',
  git: 'gitpython',
  github: 'pygithub',
  IPython: 'ipython',
  janitor: 'pyjanitor',
  jwt: 'pyjwt',
  llama_index: 'llama-index',
  mpl_toolkits: 'matplotlib',
  pptx: 'python-pptx',
  psycopg2: 'psycopg2-binary',
  re2: 'google-re2',
  scikit_posthocs: 'scikit-posthocs',
  pylab: 'matplotlib',
  serial: 'pyserial',
  skbio: 'scikit-bio',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  slugify: 'python-slugify',
  umap: 'umap-learn',
  svg: 'svg.py',
  yaml: 'pyyaml',
  zmq: 'pyzmq',
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
  return otherName[module] ?? (sameName.includes(module) || nameOfOthers.includes(module) ? module : undefined);
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

/** Modules under other names than their packages that nobody calls a variable by. */
const onlyModules: ReadonlySet<string> = new Set([
  'bs4',
  'cv2',
  'sklearn',
  'skimage',
  'skbio',
  'dotenv',
  'faiss',
  'yaml',
]);

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
  'argparse ast asyncio base64 bisect cProfile collections configparser contextlib copy csv ctypes dataclasses datetime decimal fileinput fractions functools getpass glob gzip hashlib heapq importlib inspect io itertools json logging math multiprocessing os pathlib pdb pickle pprint random re shlex shutil sqlite3 statistics string subprocess sys tarfile tempfile textwrap threading time timeit traceback tracemalloc typing unittest urllib warnings zipfile zoneinfo'.split(
    ' ',
  ),
);

/** The module that a name stands for in code that has forgotten to import it: `np`, `math`. */
export function moduleOfAlias(name: string): string | undefined {
  const isModule = ownModules.has(name) || sameName.includes(name) || onlyModules.has(name);
  return aliases[name] ?? (isModule ? name : undefined);
}
