"""Every recipe by name."""

from training.recipes.autoencoder import AE_30_DEEP, AE_32, AE_64, DENOISING_AE
from training.recipes.dbn import DBN_100, DBN_500_2000, DBN_FINETUNED, DBN_TIED
from training.recipes.gan import (
    CGAN,
    DCGAN_32,
    DCGAN_32_D2,
    DCGAN_32_G2,
    DCGAN_32_NO_BN,
    DCGAN_64,
    DCGAN_PLAIN,
    DENSE,
    SAGAN,
    WGAN_GP,
)
from training.recipes.judge import JUDGE
from training.recipes.open_judge import OPEN_JUDGE
from training.recipes.rbm import (
    RBM_25,
    RBM_400,
    RBM_500,
    RBM_500_ANNEALED,
    RBM_CD1,
    RBM_CD10,
    RBM_LR_001,
    RBM_LR_1,
    RBM_PCD,
    RBM_REAL,
)
from training.recipes.readers import BAG, BERT, BILSTM, LSTM, TRANSFORMER
from training.recipes.shakespeare import LM, LM_LARGE, LM_LSTM, VAE, VAE_LARGE, VAE_SHORT, VAE_SHORT_LARGE, WORDS
from training.recipes.subwords import GPT2, SUBWORDS, SUBWORDS_LARGE, SUBWORDS_TINY
from training.recipes.subwords import VAE as SUBWORDS_VAE
from training.recipes.subwords import VAE_LARGE as SUBWORDS_VAE_LARGE
from training.recipes.vae import (
    BETA_VAE,
    CONV_VAE,
    FLOW_VAE,
    IWAE_20,
    VAE_2,
    VAE_2_PLAIN,
    VAE_20,
    VAE_64,
    VAE_256_2,
)
from training.recipes.vqvae import VQ_VAE

RECIPES = {
    recipe.name: recipe
    for recipe in (
        AE_32, AE_64, AE_30_DEEP, DENOISING_AE,
        VAE_20, VAE_2, VAE_2_PLAIN, VAE_64, VAE_256_2, BETA_VAE, IWAE_20, CONV_VAE, FLOW_VAE,
        VQ_VAE,
        DENSE, DCGAN_64, DCGAN_PLAIN, DCGAN_32, DCGAN_32_G2, DCGAN_32_D2, DCGAN_32_NO_BN, WGAN_GP, SAGAN, CGAN,
        RBM_CD1, RBM_REAL, RBM_CD10, RBM_LR_001, RBM_LR_1, RBM_25, RBM_400, RBM_PCD, RBM_500, RBM_500_ANNEALED,
        DBN_100, DBN_TIED, DBN_FINETUNED, DBN_500_2000,
        WORDS, LM, LM_LSTM, VAE_SHORT, VAE, LM_LARGE, VAE_SHORT_LARGE, VAE_LARGE,
        SUBWORDS, SUBWORDS_TINY, SUBWORDS_LARGE, SUBWORDS_VAE, SUBWORDS_VAE_LARGE, GPT2,
        BAG, LSTM, BILSTM, TRANSFORMER, BERT,
        JUDGE,
        OPEN_JUDGE,
    )
}  # fmt: skip
